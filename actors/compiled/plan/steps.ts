/**
 * The instructions that plans consist of, and how actions become such: the implementations are found
 * once, so that they need not be looked up at each event.
 */

import type { AnyStateMachine, AnyStateNode } from 'xstate';
import { warnedOfWithin } from '../xstate/development';
import { type ActionInfo, type BuiltinAction, builtinKind } from '../xstate/privates';

type PlainAction = (info: ActionInfo, params: unknown) => void;

/**
 * - `custom`: call a function of the user's, or nothing if there is none
 * - `emit`, `sendTo`, `raise`, `assign`: XState's own, without delay
 * - `builtin`: any other of XState's own, left to its own code
 * - `odd`: what is no action, to be refused in XState's words when it is reached
 * - `done`: a nested final state was entered: its parent is told
 * - `finish`: the machine is done
 * - `fail`: what cannot be done, as it was found when it was planned
 * - `expect`, `expected`: actors of these ids are about to be invoked, and have been
 */
export type StepKind =
  | 'custom'
  | 'emit'
  | 'sendTo'
  | 'raise'
  | 'assign'
  | 'builtin'
  | 'odd'
  | 'done'
  | 'finish'
  | 'fail'
  | 'expect'
  | 'expected';

/** One instruction. All have the same fields in the same order, so that all are of one hidden class. */
export interface Step {
  kind: StepKind;
  /** The type in its inspection record; of `done`, the type of the event that tells it. */
  type: string;
  /** Parameters that are always the same; of `expect`, the ids; of `fail`, the error. */
  readonly params: unknown;
  /** The `{ type, params }` object whose `params` are a function, to be called each time. */
  readonly parametrised: { params(args: object): unknown } | undefined;
  /** A plain function, or nothing if the action is not implemented. */
  exec: PlainAction | undefined;
  /** One of XState's own actions. */
  builtin: BuiltinAction | undefined;
  /** The event of `emit` and its like, the assignment of `assign`, or the function that makes it. */
  expression: unknown;
  /** Of an assignment of an object: what is assigned. */
  keys: readonly string[] | undefined;
  /** The name that the action was referenced by, where what it means may change. */
  readonly name: string | undefined;
  /** What the name meant when the step was made. */
  implementation: unknown;
  /** Of `done` and `finish`: the state that says what the output is. */
  readonly node: AnyStateNode | undefined;
}

const EMPTY: Step = {
  kind: 'custom',
  type: '',
  params: undefined,
  parametrised: undefined,
  exec: undefined,
  builtin: undefined,
  expression: undefined,
  keys: undefined,
  name: undefined,
  implementation: undefined,
  node: undefined,
};

/** An instruction that no action stands for. */
export function innerStep(kind: StepKind, own: Partial<Step>): Step {
  return { ...EMPTY, kind, ...own };
}

/** The step that an action is. */
export function stepOf(action: unknown, machine: AnyStateMachine): Step {
  if (typeof action === 'function') {
    return refreshed({ ...EMPTY, type: action.name || '(anonymous)' }, action);
  }
  const reference = typeof action === 'string' ? { type: action } : (action as Reference);
  if (typeof reference !== 'object' || reference === null) {
    return { ...EMPTY, kind: 'odd', implementation: action };
  }
  const { type, params } = reference;
  const dynamic = typeof params === 'function';
  // Nobody can replace what is frozen, so it need not be looked at again each time.
  const isFinal = Object.isFrozen(machine.implementations.actions);
  const step: Step = {
    ...EMPTY,
    type,
    params: dynamic ? undefined : params,
    parametrised: dynamic ? (reference as Step['parametrised']) : undefined,
    name: isFinal ? undefined : type,
  };
  return refreshed(step, implementationOf(machine, type));
}

interface Reference {
  readonly type: string;
  readonly params?: unknown;
}

/** What `name` means to the machine now: tests replace implementations in place. */
export function implementationOf(machine: AnyStateMachine, name: string): unknown {
  return (machine.implementations.actions as Record<string, unknown>)[name];
}

/** Makes `step` do what `implementation` does, and returns it. */
export function refreshed(step: Step, implementation: unknown): Step {
  step.implementation = implementation;
  step.kind = 'custom';
  step.exec = undefined;
  step.builtin = undefined;
  step.expression = undefined;
  step.keys = undefined;
  if (step.name !== undefined) step.type = step.name;
  if (!implementation) return step;
  if (typeof implementation !== 'function') {
    step.kind = 'odd';
    return step;
  }
  const kind = builtinKind(implementation);
  if (kind === undefined) {
    step.exec = warnedOfWithin(implementation as PlainAction);
    return step;
  }
  const builtin = implementation as unknown as BuiltinAction;
  const { type, assignment, event, delay } = builtin;
  const isSimple = kind === 'assign' || kind === 'emit' || delay === undefined;
  step.kind = kind === 'other' || !isSimple ? 'builtin' : kind;
  step.type = type;
  step.builtin = builtin;
  step.expression = kind === 'assign' ? assignment : event;
  if (kind === 'assign' && typeof assignment === 'object' && assignment !== null) {
    step.keys = Object.keys(assignment);
  }
  return step;
}
