/** Carries out the steps of a plan. */

import type { AnyActorRef, AnyEventObject } from 'xstate';
import { implementationOf, refreshed, type Step, stepOf } from '../plan/steps';
import {
  type ActionInfo,
  type BuiltinAction,
  type Children,
  resolveBuiltin,
} from '../xstate/privates';
import { assignContext, type Spawned } from './assignContext';
import { outputOf, outputOfMachine } from './output';
import type { Working } from './working';

type Evaluate = (info: object, params: unknown) => unknown;

export function carryOut(steps: readonly Step[], on: Working): void {
  for (const step of steps) {
    if (step.name !== undefined) refresh(step, step.name, on);
    if (on.isVisible) visibly(step, on);
    else directly(step, on);
  }
}

/** Tests replace implementations in place. */
function refresh(step: Step, name: string, on: Working): void {
  const implementation = implementationOf(on.configuration.among.machine, name);
  if (implementation !== step.implementation) refreshed(step, implementation);
}

const paramsOf = ({ parametrised, params }: Step, { context, event }: ActionInfo): unknown =>
  parametrised === undefined ? params : parametrised.params({ context, event });

/** Where nobody waits for records. */
function directly(step: Step, on: Working): void {
  switch (step.kind) {
    case 'custom': {
      const info = on.info();
      const params = paramsOf(step, info);
      step.exec?.(info, params);
      break;
    }
    case 'emit':
      on.outgoing.emitLater(said(step, on));
      break;
    case 'raise':
      raise(step, on);
      break;
    case 'assign':
      assign(step, on);
      break;
    case 'sendTo':
      send(step, on);
      break;
    default:
      rarely(step, on);
  }
}

/** Where every action has to pass where inspectors see it. */
function visibly(step: Step, on: Working): void {
  switch (step.kind) {
    case 'custom': {
      const info = on.info();
      const params = paramsOf(step, info);
      const { type, exec } = step;
      on.scope.actionExecutor({ type, info, params, exec } as never);
      break;
    }
    case 'assign':
      assign(step, on);
      break;
    case 'emit':
    case 'raise':
    case 'sendTo':
      builtin(step, on);
      break;
    default:
      rarely(step, on);
  }
}

function rarely(step: Step, on: Working): void {
  switch (step.kind) {
    case 'builtin':
      builtin(step, on);
      break;
    case 'done': {
      const output = step.node && outputOf(step.node, on);
      on.raise({ type: step.type, output });
      break;
    }
    case 'finish':
      on.finish(outputOfMachine(step.node, on));
      break;
    case 'fail':
      throw step.params;
    case 'expect':
      on.expected = step.params as readonly string[];
      break;
    case 'expected': {
      const { waiting } = on;
      on.expected = undefined;
      on.waiting = undefined;
      for (const retry of waiting ?? []) retry();
      break;
    }
    default:
      odd(step, on);
  }
}

/** What an emission, or its like, says. */
export function saidBy({ expression }: Step, info: ActionInfo, params: unknown): AnyEventObject {
  return typeof expression === 'function'
    ? ((expression as Evaluate)(info, params) as AnyEventObject)
    : (expression as AnyEventObject);
}

function said(step: Step, on: Working): AnyEventObject {
  const info = on.info();
  return saidBy(step, info, paramsOf(step, info));
}

function raise(step: Step, on: Working): void {
  if (typeof step.expression === 'string') builtin(step, on);
  else on.raise(said(step, on));
}

function assign(step: Step, on: Working): void {
  const spawned: Spawned = { children: undefined };
  const info = on.info();
  const context = assignContext(step, on, info, paramsOf(step, info), spawned);
  if (spawned.children !== undefined) on.children = { ...on.children, ...spawned.children };
  on.setContext(context);
}

const isPlain = (value: unknown): value is { readonly type?: unknown } =>
  typeof value === 'object' && value !== null;

/** The child of that name; not what only looks like one, as `#_parent` does. */
function childNamed(name: string, children: Children): AnyActorRef | undefined {
  return name.startsWith('#_') || !Object.hasOwn(children, name) ? undefined : children[name];
}

/** The event first, then the target, as XState evaluates them. */
function send(step: Step, on: Working): void {
  const action = step.builtin as BuiltinAction;
  const { expression } = step;
  if (typeof expression === 'string' || on.expected !== undefined) {
    builtin(step, on);
    return;
  }
  const info = on.info();
  const params = paramsOf(step, info);
  const event =
    typeof expression === 'function' ? (expression as Evaluate)(info, params) : expression;
  const named = typeof action.to === 'function' ? (action.to as Evaluate)(info, params) : action.to;
  const to = typeof named === 'string' ? (childNamed(named, on.children) ?? named) : named;
  if (isPlain(to) && isPlain(event) && event.type !== 'xstate.error') {
    on.outgoing.sendLater(to as AnyActorRef, event as AnyEventObject);
    return;
  }
  // Only the evaluation is over: what comes of it is left to XState.
  const { type, resolve } = action;
  const evaluated = { type, resolve, to, event };
  const [, resolved] = resolveBuiltin(evaluated, on.scope, on.materialised(), info, params);
  action.execute?.(on.scope, resolved);
}

/** Lets one of XState's own actions do what it does by its own code. */
function builtin(step: Step, on: Working): void {
  const action = step.builtin as BuiltinAction;
  const { scope, expected } = on;
  const info = on.info();
  const params = paramsOf(step, info);
  const before = on.materialised();
  on.queue ??= [];
  const pending = { internalQueue: on.queue, deferredActorIds: expected };
  const [next, resolved, more] = resolveBuiltin(action, scope, before, info, params, pending);
  if (next !== before) on.adopt(next);
  if (action.retryResolve !== undefined && expected !== undefined) {
    on.waiting ??= [];
    on.waiting.push(() => action.retryResolve?.(scope, on.materialised(), resolved));
  }
  if (action.execute !== undefined) {
    const { execute } = action;
    if (on.isVisible) {
      const exec = () => execute(scope, resolved);
      scope.actionExecutor({ type: action.type, info, params: resolved, exec } as never);
    } else execute(scope, resolved);
  }
  if (more === undefined) return;
  const { machine } = on.configuration.among;
  carryOut(
    more.map((inner) => stepOf(inner, machine)),
    on,
  );
}

/** Refuses what is no action in the words of the language, as XState does. */
function odd({ implementation, type, params }: Step, on: Working): void {
  if (!isPlain(implementation)) {
    const { type: name } = implementation as { readonly type: string };
    throw new TypeError(`${name} is no action`);
  }
  const info = on.info();
  on.scope.actionExecutor({ type, info, params, exec: implementation } as never);
}
