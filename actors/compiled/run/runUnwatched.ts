import type { AnyActorRef, AnyActorScope, AnyEventObject, AnyMachineSnapshot } from 'xstate';
import type { Plan } from '../plan/plan';
import type { Step } from '../plan/steps';
import {
  type ActionInfo,
  type BuiltinAction,
  type Children,
  makeSnapshot,
  resolveBuiltin,
  stopChildren,
} from '../xstate/privates';
import { assignContext, type Spawned } from './assignContext';
import type { Outgoing } from './effects';
import { outputOf } from './output';

type Evaluate = (info: object, params: unknown) => unknown;

/**
 * Does what a direct plan says where no inspector waits for records, and returns the new snapshot.
 * What is to be said is handed to `outgoing`, which waits until the actor has that snapshot.
 */
export function runUnwatched(
  plan: Plan,
  snapshot: AnyMachineSnapshot,
  event: AnyEventObject,
  scope: AnyActorScope,
  outgoing: Outgoing,
): AnyMachineSnapshot {
  const { self, system } = scope;
  let context = snapshot.context;
  let children: Children = snapshot.children;
  let assigned = false;
  let info: ActionInfo = { context, event, self, system };
  if (plan.effects > 0) outgoing.expect(plan.effects);
  for (const step of plan.steps) {
    const params = step.parametrised ? step.parametrised.params({ context, event }) : step.params;
    switch (step.kind) {
      case 'custom':
        step.exec?.(info, params);
        break;
      case 'emit':
        outgoing.emitLater(emittedBy(step, info, params));
        break;
      case 'sendTo':
        send(
          step,
          children === snapshot.children ? snapshot : { ...snapshot, children },
          info,
          params,
          scope,
          outgoing,
        );
        break;
      case 'assign': {
        const spawned: Spawned = { children: undefined };
        const { builtin } = step;
        context = assignContext(builtin as BuiltinAction, snapshot, info, params, scope, spawned);
        if (spawned.children !== undefined) children = { ...children, ...spawned.children };
        assigned = true;
        info = { context, event, self, system };
      }
    }
  }
  const { like, final } = plan;
  const { status, output, error, historyValue } = snapshot;
  if (final !== undefined) {
    const result = outputOf(final, context, event, scope);
    const next = makeSnapshot(like, 'done', result, error, context, children, historyValue);
    if (hasChildren(children)) stopChildren(scope, next, event);
    return next;
  }
  return plan.moves || assigned
    ? makeSnapshot(like, status, output, error, context, children, historyValue)
    : snapshot;
}

function hasChildren(children: Children): boolean {
  for (const id in children) if (Object.hasOwn(children, id)) return true;
  return false;
}

/** What an emission says. */
export function emittedBy({ expression }: Step, info: ActionInfo, params: unknown): AnyEventObject {
  return typeof expression === 'function'
    ? ((expression as Evaluate)(info, params) as AnyEventObject)
    : (expression as AnyEventObject);
}

const isPlain = (value: unknown): value is { readonly type?: unknown } =>
  typeof value === 'object' && value !== null;

/** The child of that name; not what only looks like one, as `#_parent` does. */
function childNamed(name: string, snapshot: object): AnyActorRef | undefined {
  const { children } = snapshot as { readonly children: Children };
  return name.startsWith('#_') || !Object.hasOwn(children, name) ? undefined : children[name];
}

/** The event first, then the target, as XState evaluates them. */
function send(
  step: Step,
  snapshot: object,
  info: ActionInfo,
  params: unknown,
  scope: AnyActorScope,
  outgoing: Outgoing,
): void {
  const action = step.builtin as BuiltinAction;
  const { expression } = step;
  const event =
    typeof expression === 'function' ? (expression as Evaluate)(info, params) : expression;
  const named = typeof action.to === 'function' ? (action.to as Evaluate)(info, params) : action.to;
  const to = typeof named === 'string' ? (childNamed(named, snapshot) ?? named) : named;
  if (isPlain(to) && isPlain(event) && event.type !== 'xstate.error') {
    outgoing.sendLater(to as AnyActorRef, event as AnyEventObject);
    return;
  }
  const { type, resolve } = action;
  const evaluated = { type, resolve, to, event };
  const [, resolved] = resolveBuiltin(
    evaluated,
    scope,
    snapshot as AnyMachineSnapshot,
    info,
    params,
  );
  action.execute?.(scope, resolved);
}
