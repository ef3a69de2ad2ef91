/** Finds out in which states an actor of a compiled machine starts. */

import type { AnyActorScope, AnyMachineSnapshot, AnyStateMachine, AnyStateNode } from 'xstate';
import { complete, whyNotEntered } from '../plan/change';
import type { Configuration, Configurations } from '../plan/configuration';
import type { Why } from '../plan/why';
import { makeSnapshot, snapshotByXState } from '../xstate/privates';
import { type Spawned, spawnInto } from './assignContext';

/** The configuration in which a machine starts, or why the interpreter has to start it. */
export function initialConfiguration(configurations: Configurations): Configuration | Why {
  const { machine } = configurations;
  if ((machine.options?.maxIterations ?? Infinity) < 1) return 'iteration-limit';
  const root: AnyStateNode = machine.root;
  const entered = new Set([root]);
  if (!complete(root, entered)) return 'history';
  const nodes = [...entered].sort((a, b) => a.order - b.order);
  for (const node of nodes) {
    const reason = whyNotEntered(node) ?? (node.always?.length ? 'always' : undefined);
    if (reason !== undefined) return reason;
    if (node.type === 'final') return 'done-state';
  }
  return configurations.of(nodes) ?? 'unknown-configuration';
}

/** A machine without children shares these; XState copies both before it changes them. */
export const NO_CHILDREN = Object.freeze({});
const NO_HISTORY = Object.freeze({});

/** The snapshot with which an actor starts in `configuration`. */
export function startIn(
  configuration: Configuration,
  scope: AnyActorScope,
  input: unknown,
): AnyMachineSnapshot {
  const { like, among } = configuration;
  const declared: unknown = among.machine.config.context;
  let context = declared || {};
  let children: object = NO_CHILDREN;
  if (typeof declared === 'function') {
    const spawned: Spawned = { children: undefined };
    const info = { context: {}, event: { type: 'xstate.init', input } };
    const spawn = spawnInto(spawned, scope, like, info);
    try {
      context = { ...declared({ spawn, input, self: scope.self }) };
    } catch (error) {
      return failedStart(among.machine, error);
    }
    if (spawned.children !== undefined) children = spawned.children;
  }
  return makeSnapshot(like, 'active', undefined, undefined, context, children as never, NO_HISTORY);
}

/** XState says that it had got as far as the root when a machine's context could not be made. */
function failedStart(machine: AnyStateMachine, error: unknown): AnyMachineSnapshot {
  const { root } = machine;
  const start = snapshotByXState(machine, [root]);
  return makeSnapshot(start, 'error', undefined, error, {}, {}, {});
}
