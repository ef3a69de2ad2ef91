import {
  type AnyActorRef,
  type AnyMachineSnapshot,
  type AnyStateMachine,
  matchesState,
} from 'xstate';
import type { ExpectCounts, ExpectState, StatePattern } from '../../script/expectations';
import { hint } from '../../script/fields';
import { showState, showValue } from '../../trace/show';
import { differenceFrom } from '../partialMatch';
import type { Scene } from '../scene';
import { MET, notYet, type Verdict } from './verdict';

/** An expectation that can never be met, found only when the actor is there to be asked. */
export class Impossible extends Error {}

/** An actor is in a state. */
export function judgeState(step: ExpectState, scene: Scene): Verdict {
  const whose = step.client === undefined ? '' : ` of ${step.client}`;
  const { is, status, context } = step;
  const parts = [
    is === undefined ? undefined : `in state ${showState(is)}`,
    status === undefined ? undefined : `with status ${status}`,
    context === undefined ? undefined : `with context ${showValue(context)}`,
  ].filter((part) => part !== undefined);
  const expected = `the ${step.actor}${whose} ${parts.join(' and ')}`;
  const actor = actorOf(step, scene);
  if (actor === undefined) return notYet(expected, 'there is no such actor');
  const snapshot = actor.getSnapshot() as AnyMachineSnapshot;
  if (is !== undefined) mustKnow(step, snapshot);
  const now = scene.watch.statusOf(actor);
  const difference =
    context === undefined ? undefined : differenceFrom(context, snapshot.context, scene.readFile);
  const isMet =
    (is === undefined || matchesState(is, snapshot.value)) &&
    (status === undefined || status === now) &&
    difference === undefined;
  if (isMet) return MET;
  const state = snapshot.value === undefined ? '' : `in state ${showState(snapshot.value)}, `;
  const other =
    difference === undefined
      ? ''
      : `, its context's ${difference.path || 'value'} being ${showValue(difference.seen)}`;
  return notYet(expected, `${state}with status ${now}${other}`);
}

function actorOf({ actor, client }: ExpectState, scene: Scene): AnyActorRef | undefined {
  if (actor === 'server') return scene.server;
  if (client === undefined) return scene.watch.actor(actor);
  const id = scene.connectionId(scene.client(client));
  return id === undefined ? undefined : scene.watch.actor(actor, id);
}

function mustKnow({ actor, is }: ExpectState, { machine, value }: AnyMachineSnapshot): void {
  if (value === undefined || machine === undefined) {
    throw new Impossible(`the ${actor} is no state machine: expect its "status" instead of "is"`);
  }
  const unknown = unknownState((machine as AnyStateMachine).root, is as StatePattern, '');
  if (unknown !== undefined) throw new Impossible(`the ${actor} has no state ${unknown}`);
}

interface Node {
  readonly states: Readonly<Record<string, Node>>;
}

/** The first state of a pattern that there is not, with what there is instead. */
function unknownState(node: Node, pattern: StatePattern, path: string): string | undefined {
  if (typeof pattern === 'string') {
    const [first = '', ...others] = pattern.split('.');
    const next = others.length === 0 ? undefined : others.join('.');
    return inState(node, first, next, path);
  }
  for (const [name, inner] of Object.entries(pattern)) {
    const unknown = inState(node, name, inner, path);
    if (unknown !== undefined) return unknown;
  }
  return undefined;
}

function inState(
  node: Node,
  name: string,
  inner: StatePattern | undefined,
  path: string,
): string | undefined {
  const next = node.states[name];
  if (next === undefined) return `"${path}${name}"${hint(name, Object.keys(node.states))}`;
  return inner === undefined ? undefined : unknownState(next, inner, `${path}${name}.`);
}

/** How many of something there are. */
export function judgeCounts(step: ExpectCounts, scene: Scene): Verdict {
  const { expect: _, note: __, ...expected } = step;
  const seen = counts(scene);
  const difference = differenceFrom(expected, seen, scene.readFile);
  if (difference === undefined) return MET;
  const asked = Object.fromEntries(
    Object.keys(expected).map((key) => [key, seen[key as keyof Counts]]),
  );
  return notYet(showValue(expected), showValue(asked));
}

/** How many of everything there are. */
export interface Counts {
  readonly connections: number;
  readonly sockets: number;
  readonly listening: number;
  readonly timers: number;
  readonly actors: number;
  readonly readers: number;
  readonly writers: number;
}

/** How many of everything there are now. */
export function counts({ network, watch }: Scene): Counts {
  return {
    connections: watch.live,
    sockets: network.sockets,
    listening: network.listening,
    timers: network.clock.pending(),
    actors: watch.actors,
    ...watch.interest(),
  };
}
