import type { AnyActorScope, AnyEventObject, AnyMachineSnapshot } from 'xstate';
import type { Plan } from '../plan/plan';
import type { Step } from '../plan/steps';
import { recordAction, recordMicrostep } from '../xstate/privateActors';
import {
  type ActionInfo,
  type BuiltinAction,
  type Children,
  makeSnapshot,
  resolveBuiltin,
  stopChildren,
} from '../xstate/privates';
import { isWatched } from '../xstate/watch';
import { assignContext, type Spawned } from './assignContext';
import { DeferredOutgoing } from './effects';
import { outputOf } from './output';
import { runUnwatched } from './runUnwatched';

type Evaluate = (info: object, params: unknown) => unknown;

/** Does what a direct plan says: what XState's `macrostep` does with such an event, and no more. */
export function run(
  plan: Plan,
  snapshot: AnyMachineSnapshot,
  event: AnyEventObject,
  scope: AnyActorScope,
): AnyMachineSnapshot {
  if (isWatched(scope.system)) return runWatched(plan, snapshot, event, scope);
  return runUnwatched(plan, snapshot, event, scope, new DeferredOutgoing(scope));
}

/** The same with all records that inspectors expect. */
function runWatched(
  plan: Plan,
  snapshot: AnyMachineSnapshot,
  event: AnyEventObject,
  scope: AnyActorScope,
): AnyMachineSnapshot {
  const { self, system } = scope;
  let context = snapshot.context;
  let children: Children = snapshot.children;
  let assigned = false;
  for (const step of plan.steps) {
    const info: ActionInfo = { context, event, self, system };
    const params = step.parametrised ? step.parametrised.params({ context, event }) : step.params;
    switch (step.kind) {
      case 'custom':
        scope.actionExecutor({ type: step.type, info, params, exec: step.exec } as never);
        break;
      case 'emit':
        emit(step, info, params, scope);
        break;
      case 'sendTo': {
        const now = children === snapshot.children ? snapshot : { ...snapshot, children };
        send(step, now as AnyMachineSnapshot, info, params, scope);
        break;
      }
      case 'assign': {
        const spawned: Spawned = { children: undefined };
        context = assignContext(
          step.builtin as BuiltinAction,
          snapshot,
          info,
          params,
          scope,
          spawned,
        );
        if (spawned.children !== undefined) children = { ...children, ...spawned.children };
        assigned = true;
      }
    }
  }
  const { status, output, error, historyValue } = snapshot;
  let next = snapshot;
  if (plan.final !== undefined) {
    const result = outputOf(plan.final, context, event, scope);
    next = makeSnapshot(plan.like, 'done', result, error, context, children, historyValue);
  } else if (plan.moves || assigned) {
    next = makeSnapshot(plan.like, status, output, error, context, children, historyValue);
  }
  recordMicrostep(scope, event, next, plan.transitions);
  if (plan.final !== undefined) stopChildren(scope, next, event);
  return next;
}

function emit(step: Step, info: ActionInfo, params: unknown, scope: AnyActorScope): void {
  const { expression } = step;
  const event =
    typeof expression === 'function' ? (expression as Evaluate)(info, params) : expression;
  recordAction(scope, step.type, { event });
  scope.defer(() => scope.emit(event));
}

function send(
  step: Step,
  snapshot: AnyMachineSnapshot,
  info: ActionInfo,
  params: unknown,
  scope: AnyActorScope,
): void {
  const action = step.builtin as BuiltinAction;
  const [, resolved] = resolveBuiltin(action, scope, snapshot, info, params);
  recordAction(scope, step.type, resolved);
  action.execute?.(scope, resolved);
}
