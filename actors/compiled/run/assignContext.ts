/** Carries out `assign` as XState does. */

import type { AnyActorRef, AnyActorScope, AnyMachineSnapshot, Spawner } from 'xstate';
import type { Step } from '../plan/steps';
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

/** Who assigns. */
interface Assigning {
  readonly scope: AnyActorScope;
  materialised(): AnyMachineSnapshot;
}

/** The context after `assign()`, as XState's own makes it, without its new snapshot each time. */
export function assignContext(
  { builtin, expression, keys }: Step,
  assigning: Assigning,
  info: ActionInfo,
  params: unknown,
  spawned: Spawned,
): Context {
  const { context, event, self, system } = info;
  if (!context) {
    // It throws, and its words are XState's.
    const { scope } = assigning;
    resolveBuiltin(builtin as BuiltinAction, scope, assigning.materialised(), info, params);
  }
  const spawn = spawnInto(spawned, assigning, info);
  const args = { context, event, spawn, self, system };
  if (keys === undefined) {
    return Object.assign({ ...context }, (expression as Evaluate)(args, params));
  }
  const assigned = expression as Record<string, unknown>;
  const next: Record<string, unknown> = { ...context };
  for (const key of keys) {
    const value = assigned[key];
    next[key] = typeof value === 'function' ? (value as Evaluate)(args, params) : value;
  }
  return next;
}

/** A `spawn` that is XState's own as soon as it is called, and remembers whom it spawned. */
export function spawnInto(
  spawned: Spawned,
  assigning: Assigning,
  { context, event }: Pick<ActionInfo, 'context' | 'event'>,
): Spawn {
  return (...args) => {
    const snapshot = { ...assigning.materialised(), context } as AnyMachineSnapshot;
    const spawn = spawnerFor(assigning.scope, snapshot, event) as Spawn;
    const actor = spawn(...args);
    spawned.children = { ...spawned.children, [actor.id]: actor };
    return actor;
  };
}
