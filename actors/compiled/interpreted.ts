/** Keeps account of what is interpreted for all that, and says so when it is much. */

import type { AnyStateMachine, AnyStateNode, StateValue } from 'xstate';
import type { Why } from './plan/why';
import { DEVELOPMENT } from './xstate/development';

/** Something that XState's interpreter does, or has done. */
export interface Interpreted {
  /** Where: the id of the state that has the transition, or the value of the states that were active. */
  readonly state: StateValue;
  /** The type of the event, or the descriptor of the transition; empty for `always`. */
  readonly event: string;
  readonly why: Why;
  /** How often that was; 0 if nothing has been counted. */
  readonly times: number;
}

/** No more kinds of events than this are told apart. */
const MOST = 100;

/** So many events of one machine are worth a word. */
const HOT = 1_000;

/** What of one machine was interpreted. */
export class Account {
  readonly #found = new Map<string, { -readonly [K in keyof Interpreted]: Interpreted[K] }>();
  #count = 0;

  constructor(private readonly id: string) {}

  get all(): readonly Interpreted[] {
    return [...this.#found.values()].map((found) => ({ ...found }));
  }

  note(state: StateValue, event: string, why: Why): void {
    const key = `${JSON.stringify(state)} ${event}`;
    const found = this.#found.get(key);
    if (found !== undefined) found.times += 1;
    else if (this.#found.size < MOST) this.#found.set(key, { state, event, why, times: 1 });
    this.#count += 1;
    if (this.#count === HOT && DEVELOPMENT) {
      warn(
        `${HOT} events of the machine '${this.id}' were interpreted, the last because of ${why}`,
      );
    }
  }
}

/** Says that a machine is not compiled at all. */
export function warnOf({ id }: AnyStateMachine, why: Why): void {
  if (DEVELOPMENT) warn(`the machine '${id}' is interpreted because of ${why}`);
}

function warn(what: string): void {
  process.emitWarning(
    `${what}: that is slower and otherwise the same. explain(machine) of xstate-net tells which, and its docs what to do.`,
    { code: 'XSTATE_NET_INTERPRETED' },
  );
}

/** All transitions of a machine that is not compiled. */
export function allOf(machine: AnyStateMachine, why: Why): readonly Interpreted[] {
  const found: Interpreted[] = [];
  const visit = (node: AnyStateNode) => {
    const transitions = [...node.transitions.values()].flat().concat(node.always ?? []);
    for (const { eventType } of transitions) {
      found.push({ state: `#${node.id}`, event: eventType, why, times: 0 });
    }
    for (const part of Object.values<AnyStateNode>(node.states)) visit(part);
  };
  visit(machine.root);
  return found;
}
