/** Guards, taken apart once, so that asking one is little more than calling the user's function. */

import type { AnyStateMachine } from 'xstate';
import { type BuiltinGuard, builtinGuardKind, evaluatedByXState } from '../xstate/guards';
import type { Configuration, Guard, GuardArgs } from './plan';

/** What asks a guard, as far as guards need to know it. */
export interface Asking {
  readonly configuration: Configuration;
  guardArgs(): GuardArgs;
  /** The snapshot as it is now. */
  materialised(): unknown;
}

/** Takes a guard apart for a configuration. */
export function guardFor(given: unknown, configuration: Configuration): Guard {
  const { machine } = configuration.among;
  const isInline = typeof given === 'function';
  const name = isInline ? undefined : nameOf(given);
  const params = isInline ? undefined : (given as { params?: unknown } | undefined)?.params;
  const dynamic = typeof params === 'function';
  const guard: Guard = {
    kind: 'other',
    predicate: undefined,
    params: dynamic ? undefined : params,
    parametrised: dynamic ? (given as Guard['parametrised']) : undefined,
    parts: [],
    holds: false,
    given,
    name: Object.isFrozen(machine.implementations.guards) ? undefined : name,
    implementation: undefined,
  };
  const meaning = isInline || name === undefined ? given : meaningOf(machine, name);
  return refreshed(guard, meaning, configuration);
}

function nameOf(given: unknown): string | undefined {
  const name = typeof given === 'string' ? given : (given as { type?: unknown } | null)?.type;
  return typeof name === 'string' ? name : undefined;
}

function meaningOf(machine: AnyStateMachine, name: string): unknown {
  return (machine.implementations.guards as Record<string, unknown>)[name];
}

function refreshed(guard: Guard, implementation: unknown, configuration: Configuration): Guard {
  guard.implementation = implementation;
  guard.kind = 'other';
  // What is missing, and one name for another, XState may deal with.
  if (typeof implementation !== 'function') return guard;
  const kind = builtinGuardKind(implementation);
  if (kind === undefined) {
    guard.kind = 'custom';
    guard.predicate = implementation as Guard['predicate'];
    return guard;
  }
  const builtin = implementation as unknown as BuiltinGuard;
  if (kind === 'stateIn') {
    const holds = decided(builtin, configuration);
    if (holds === undefined) return guard;
    guard.holds = holds;
  } else if (kind !== 'other') {
    guard.parts = (builtin.guards ?? []).map((part) => guardFor(part, configuration));
  }
  guard.kind = kind;
  return guard;
}

/** Whether `stateIn` holds here; `undefined` if it has something to complain of. */
function decided(stateIn: BuiltinGuard, { like }: Configuration): boolean | undefined {
  try {
    return !!stateIn.check(like, { context: {}, event: { type: '' } }, stateIn);
  } catch {
    return undefined;
  }
}

/** Asks a guard. */
export function holds(guard: Guard, asking: Asking): unknown {
  if (guard.name !== undefined) {
    const { configuration } = asking;
    const meaning = meaningOf(configuration.among.machine, guard.name);
    if (meaning !== guard.implementation) refreshed(guard, meaning, configuration);
  }
  switch (guard.kind) {
    case 'custom': {
      const args = asking.guardArgs();
      const { parametrised } = guard;
      const params = parametrised === undefined ? guard.params : parametrised.params({ ...args });
      return guard.predicate?.(args, params);
    }
    case 'and':
      for (const part of guard.parts) if (!holds(part, asking)) return false;
      return true;
    case 'or':
      for (const part of guard.parts) if (holds(part, asking)) return true;
      return false;
    case 'not':
      return !holds(guard.parts[0] as Guard, asking);
    case 'stateIn':
      return guard.holds;
    case 'other':
      return evaluatedByXState(guard.given, asking.guardArgs(), asking.materialised());
  }
}
