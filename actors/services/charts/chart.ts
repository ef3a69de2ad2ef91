import type { AnyStateMachine, AnyStateNode, AnyTransitionDefinition } from 'xstate';
import { reachableStates } from './reachable';

/** Where a state is: the keys from the root down; the root itself is the empty path. */
export type Path = readonly string[];

export interface ChartTransition {
  readonly source: Path;
  /** As people say it: `inbox`, `after shutdownTimeout`, `done tcpServer`, `always`. */
  readonly event: string;
  readonly guard: string | undefined;
  /** Empty for a transition that only acts. */
  readonly targets: readonly Path[];
  readonly actions: readonly string[];
}

export interface ChartState {
  readonly path: Path;
  readonly kind: 'atomic' | 'compound' | 'parallel' | 'final' | 'history';
  readonly initial: Path | undefined;
  readonly states: readonly ChartState[];
  readonly transitions: readonly ChartTransition[];
  readonly entry: readonly string[];
  readonly exit: readonly string[];
  readonly invokes: readonly string[];
  /** No way leads to it, a state of states, from where the chart begins: it is shown shut. */
  readonly isUnreachable?: true;
}

export interface Chart {
  readonly id: string;
  readonly root: ChartState;
}

/** XState's event types for what is not an event, as a reader of a chart would say them. */
const SPOKEN: readonly (readonly [RegExp, string])[] = [
  [/^xstate\.after\.([^.]+)\..*$/, 'after $1'],
  [/^xstate\.done\.state\..*$/, 'done'],
  [/^xstate\.done\.actor\.(.+)$/, 'done $1'],
  [/^xstate\.error\.actor\.(.+)$/, 'error $1'],
];

/** An event's type as people say it: `after patience`, and not what XState makes of it. */
export function spoken(eventType: string): string {
  const known = SPOKEN.find(([pattern]) => pattern.test(eventType));
  return known === undefined ? eventType || 'always' : eventType.replace(known[0], known[1]);
}

interface NamedAction {
  readonly type?: string;
  readonly name?: string;
  /** What an `emit` emits. */
  readonly event?: Emitted | ((args: object) => Emitted);
}

interface Emitted {
  readonly type: string;
}

/** The type of what is emitted does not depend on the event, so that any event tells it. */
function emittedType(event: NamedAction['event']): string {
  if (typeof event !== 'function') return event?.type ?? '';
  try {
    return event({ context: {}, event: { data: new Uint8Array(0) } }).type;
  } catch {
    return 'outbox';
  }
}

function actionName(action: unknown): string {
  if (typeof action === 'string') return action;
  const { type, name, event } = action as NamedAction;
  if (type === 'xstate.emit') return `emit ${emittedType(event)}`;
  return (type ?? name ?? '').replace(/^xstate\./, '');
}

/** What XState adds to the entry and exit of a state with `after`; the chart has a transition for it. */
const TIMER_ACTIONS: ReadonlySet<string> = new Set(['raise', 'cancel']);

const actionNames = (actions: readonly unknown[] | undefined): string[] =>
  (actions ?? []).map(actionName).filter((name) => name !== '' && !TIMER_ACTIONS.has(name));

function guardName(guard: unknown): string | undefined {
  if (guard === undefined) return undefined;
  if (typeof guard === 'string') return guard;
  const { type, name } = guard as { type?: string; name?: string };
  return type ?? (name || 'condition');
}

function transition(source: Path, definition: AnyTransitionDefinition): ChartTransition {
  return {
    source,
    event: spoken(definition.eventType),
    guard: guardName(definition.guard),
    targets: (definition.target ?? []).map((node) => node.path),
    actions: actionNames(definition.actions),
  };
}

const shut = ({ path }: AnyStateNode): ChartState => ({
  path,
  kind: 'atomic',
  initial: undefined,
  states: [],
  transitions: [],
  entry: [],
  exit: [],
  invokes: [],
  isUnreachable: true,
});

function state(node: AnyStateNode, reachable: ReadonlySet<AnyStateNode>): ChartState {
  if (!reachable.has(node) && Object.keys(node.states).length > 0) return shut(node);
  const definitions = [...[...node.transitions.values()].flat(), ...(node.always ?? [])];
  return {
    path: node.path,
    kind: node.type,
    initial: node.type === 'compound' ? node.initial.target[0]?.path : undefined,
    states: Object.values(node.states).map((child) => state(child, reachable)),
    transitions: definitions.map((definition) => transition(node.path, definition)),
    entry: actionNames(node.entry),
    exit: actionNames(node.exit),
    invokes: node.invoke.map(({ id }) => id),
  };
}

/** A machine as something to draw: its states and transitions, by the names that it gives them. */
export function chartOf(machine: AnyStateMachine): Chart {
  return { id: machine.id, root: state(machine.root, reachableStates(machine)) };
}

/** All states of a chart, parents first. */
export function statesOf(root: ChartState): ChartState[] {
  return [root, ...root.states.flatMap(statesOf)];
}

/** `connected.sending.ready`; the root goes by the chart's name. */
export function nameOf(path: Path, chart: Chart): string {
  return path.length === 0 ? chart.id : path.join('.');
}
