/**
 * Finds the implementations of a transition's actions, so that they need not be looked up at each
 * event.
 */

import type { AnyStateMachine, AnyTransitionDefinition } from 'xstate';
import { warnedOfWithin } from '../xstate/development';
import { type ActionInfo, type BuiltinAction, builtinKind } from '../xstate/privates';

type PlainAction = (info: ActionInfo, params: unknown) => void;

/** An action with its implementation found, ready to be executed. */
export interface Step {
  readonly kind: 'custom' | 'assign' | 'emit' | 'sendTo';
  /** The type in its inspection record. */
  readonly type: string;
  /** Parameters that are always the same. */
  readonly params: unknown;
  /** The `{ type, params }` object whose `params` are a function, to be called each time. */
  readonly parametrised: { params(args: object): unknown } | undefined;
  /** A plain function, or nothing if the action is not implemented. */
  readonly exec: PlainAction | undefined;
  /** One of XState's own actions. */
  readonly builtin: BuiltinAction | undefined;
  /** The event of `emit`, the assignment of `assign`, or the function that makes it. */
  readonly expression: unknown;
}

/** An action that was referenced by name, and what it was found to be, where that may change. */
export interface Named {
  readonly name: string;
  readonly implementation: unknown;
}

/** A transition's actions, or `undefined` if one of them is better left to XState. */
export interface Steps {
  readonly steps: readonly Step[];
  readonly named: readonly Named[];
}

/** Finds the implementations of a transition's actions. */
export function stepsOf(
  actions: AnyTransitionDefinition['actions'],
  machine: AnyStateMachine,
): Steps | undefined {
  const steps: Step[] = [];
  const named: Named[] = [];
  // Nobody can replace what is frozen, so it need not be looked at again before each event.
  const final = Object.isFrozen(machine.implementations.actions);
  for (const action of actions as readonly unknown[]) {
    const reference = referenceOf(action);
    if (reference === undefined) return undefined;
    let implementation: unknown = action;
    if (typeof action !== 'function') {
      implementation = implementationOf(machine, reference.type);
      if (!final) named.push({ name: reference.type, implementation });
    }
    const step = stepOf(reference, implementation);
    if (step === undefined) return undefined;
    steps.push(step);
  }
  return { steps, named };
}

/** What `name` means to the machine now: tests replace implementations in place. */
export function implementationOf(machine: AnyStateMachine, name: string): unknown {
  return (machine.implementations.actions as Record<string, unknown>)[name];
}

interface Reference {
  readonly type: string;
  readonly params?: unknown;
}

function referenceOf(action: unknown): Reference | undefined {
  if (typeof action === 'function') return { type: action.name || '(anonymous)' };
  if (typeof action === 'string') return { type: action };
  if (typeof action !== 'object' || action === null) return undefined;
  return typeof (action as Reference).type === 'string' ? (action as Reference) : undefined;
}

function stepOf(reference: Reference, implementation: unknown): Step | undefined {
  const { type, params } = reference;
  const dynamic = typeof params === 'function';
  const step: Step = {
    kind: 'custom',
    type,
    params: dynamic ? undefined : params,
    parametrised: dynamic ? (reference as Step['parametrised']) : undefined,
    exec: undefined,
    builtin: undefined,
    expression: undefined,
  };
  if (implementation === undefined) return step;
  if (typeof implementation !== 'function') return undefined;
  const kind = builtinKind(implementation);
  if (kind === undefined) {
    return { ...step, exec: warnedOfWithin(implementation as PlainAction) };
  }
  const builtin = implementation as unknown as BuiltinAction;
  if (kind === 'other' || (kind === 'sendTo' && builtin.delay !== undefined)) return undefined;
  const expression = kind === 'assign' ? builtin.assignment : builtin.event;
  return { ...step, kind, type: builtin.type, builtin, expression };
}
