/** Carries out `assign` as XState does. */

import type { AnyActorRef, AnyActorScope, AnyMachineSnapshot, Spawner } from 'xstate';
import {
  type ActionInfo,
  type BuiltinAction,
  type Children,
  resolveBuiltin,
  spawnerFor,
} from '../xstate/privates';

type Context = AnyMachineSnapshot['context'];
type Evaluate = (args: object, params: unknown) => Partial<Context>;
type Spawn = (...args: Parameters<Spawner<never>>) => AnyActorRef;

/** Where the actors go that an assignment spawns. */
export interface Spawned {
  children: Children | undefined;
}

/** The context after `assign()`, as XState's own makes it, without its new snapshot each time. */
export function assignContext(
  action: BuiltinAction,
  snapshot: AnyMachineSnapshot,
  info: ActionInfo,
  params: unknown,
  scope: AnyActorScope,
  spawned: Spawned,
): Context {
  const { context, event, self, system } = info;
  // Without a context it throws, and its words are XState's.
  if (!context) resolveBuiltin(action, scope, snapshot, info, params);
  const spawn = spawnInto(spawned, scope, snapshot, info);
  const args = { context, event, spawn, self, system };
  const { assignment } = action;
  let update: Partial<Context> = {};
  if (typeof assignment === 'function') {
    update = (assignment as Evaluate)(args, params);
  } else {
    const assignments = assignment as Record<string, unknown>;
    for (const key of Object.keys(assignments)) {
      const value = assignments[key];
      update[key] = typeof value === 'function' ? (value as Evaluate)(args, params) : value;
    }
  }
  return Object.assign({ ...context }, update);
}

/** A `spawn` that is XState's own as soon as it is called, and remembers whom it spawned. */
export function spawnInto(
  spawned: Spawned,
  scope: AnyActorScope,
  snapshot: AnyMachineSnapshot,
  { context, event }: Pick<ActionInfo, 'context' | 'event'>,
): Spawn {
  return (...args) => {
    const spawn = spawnerFor(scope, { ...snapshot, context } as AnyMachineSnapshot, event) as Spawn;
    const actor = spawn(...args);
    spawned.children = { ...spawned.children, [actor.id]: actor };
    return actor;
  };
}
