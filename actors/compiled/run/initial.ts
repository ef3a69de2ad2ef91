/** Finds out how an actor of a compiled machine starts. */

import type {
  AnyActorScope,
  AnyMachineSnapshot,
  AnyStateNode,
  AnyTransitionDefinition,
} from 'xstate';
import { eventlessOf, NOTHING } from '../plan/choice';
import { Memory } from '../plan/memory';
import { moveOf } from '../plan/move';
import type { Configuration, Configurations, Move } from '../plan/plan';
import { iterationsOf } from '../plan/planFor';
import { partsOf } from '../plan/tree';
import { isBeginning } from '../xstate/privateActors';
import { makeSnapshot } from '../xstate/privates';
import { type Spawned, spawnInto } from './assignContext';
import { DeferredOutgoing } from './effects';
import { Macrostep } from './macrostep';

/** How a machine starts, worked out once. */
export interface Start {
  /** Nothing but the root: XState says that a machine has got so far when its context is made. */
  readonly before: Configuration;
  readonly move: Move;
  /** Whether nothing happens on the way. */
  readonly isPlain: boolean;
}

/** How a machine starts; `undefined` if it cannot, and XState has to say why. */
export function startOf(configurations: Configurations): Start | undefined {
  try {
    return workedOut(configurations);
  } catch {
    return undefined;
  }
}

function workedOut(configurations: Configurations): Start {
  const { machine } = configurations;
  const { root } = machine;
  const before = configurations.ofAny([root]);
  const target = [...initialNodes(root)];
  const transition = { target, source: root, reenter: true, actions: [], eventType: null };
  const entering = [transition as unknown as AnyTransitionDefinition];
  const move = moveOf(before, entering, new Memory({}), true);
  const { steps, to } = move;
  const isAtRest = eventlessOf(to) === NOTHING && iterationsOf(machine) >= 1;
  return { before, move, isPlain: steps.length === 0 && isAtRest };
}

function initialNodes(node: AnyStateNode, nodes = new Set<AnyStateNode>()): Set<AnyStateNode> {
  nodes.add(node);
  if (node.type === 'compound') initialNodes(node.initial.target[0] as AnyStateNode, nodes);
  else if (node.type === 'parallel') for (const part of partsOf(node)) initialNodes(part, nodes);
  return nodes;
}

/** A machine without children shares these; XState copies both before it changes them. */
export const NO_CHILDREN = Object.freeze({});
const NO_HISTORY = Object.freeze({});

/** The snapshot with which an actor starts; nothing, if that is left to XState. */
export function startIn(
  { before, move, isPlain }: Start,
  scope: AnyActorScope,
  input: unknown,
): AnyMachineSnapshot | undefined {
  if (!isPlain && !isBeginning(scope)) return undefined;
  const { like, among } = before;
  const declared: unknown = among.machine.config.context;
  const event = { type: 'xstate.init', input };
  let context = declared || {};
  let children: object = NO_CHILDREN;
  if (typeof declared === 'function') {
    const spawned: Spawned = { children: undefined };
    const making = { scope, materialised: () => like };
    const spawn = spawnInto(spawned, making, { context: {}, event });
    try {
      context = { ...declared({ spawn, input, self: scope.self }) };
    } catch (error) {
      return makeSnapshot(like, 'error', undefined, error, {}, {}, {});
    }
    if (spawned.children !== undefined) children = spawned.children;
  }
  const snapshot = (of: AnyMachineSnapshot, status: string, error: unknown) =>
    makeSnapshot(of, status, undefined, error, context, children as never, NO_HISTORY);
  if (isPlain) return snapshot(move.to.like, 'active', undefined);
  try {
    const outgoing = new DeferredOutgoing(scope);
    const first = snapshot(like, 'active', undefined);
    return new Macrostep(first, event, scope, outgoing, true).begin(before, move);
  } catch (error) {
    return snapshot(like, 'error', error);
  }
}
