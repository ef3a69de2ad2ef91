import type { AnyActorRef, AnyMachineSnapshot, StateValue } from 'xstate';

/** A CSA's state as a line of a table has it. */
export interface StateWords {
  readonly text: string;
  readonly isBlocked: boolean;
  readonly isPaused: boolean;
}

/** Regions that say nothing of interest. */
const QUIET: ReadonlySet<string> = new Set(['notAsked']);

/** `connected: flowing, ready`; the names of regions are left out. */
function inWords(value: StateValue): string {
  if (typeof value === 'string') return value;
  const entries = Object.entries(value);
  if (entries.length !== 1) {
    return entries
      .map(([, inner]) => inWords(inner as StateValue))
      .filter((words) => !QUIET.has(words))
      .join(', ');
  }
  const [[key, inner]] = entries as [[string, StateValue]];
  const isParallel = typeof inner === 'object' && Object.keys(inner).length > 1;
  return `${key}${isParallel ? ': ' : '.'}${inWords(inner)}`;
}

const known = new WeakMap<object, StateWords>();

interface Connected {
  readonly receiving?: unknown;
  readonly sending?: unknown;
}

function wordsOf(value: StateValue): StateWords {
  const connected = (value as { readonly connected?: Connected }).connected;
  const { receiving, sending } = connected ?? {};
  return {
    text: inWords(value),
    isBlocked: sending === 'blocked',
    isPaused: typeof receiving === 'object' && receiving !== null && 'paused' in receiving,
  };
}

/** A state value in words; the many connections that share one share these, too. */
export function stateWords(value: StateValue): StateWords {
  if (typeof value === 'string') return { text: value, isBlocked: false, isPaused: false };
  let words = known.get(value);
  if (words === undefined) {
    words = wordsOf(value);
    known.set(value, words);
  }
  return words;
}

/** The state that an actor is in, if it is one of a machine. */
export function stateOf(actor: AnyActorRef | undefined): StateValue | undefined {
  const snapshot: unknown = actor?.getSnapshot();
  return (snapshot as Partial<AnyMachineSnapshot> | undefined)?.value;
}
