/**
 * Compiles a machine: the entrance of this room. Its actors behave as before, and most events meet
 * no interpreter.
 */

import {
  type AnyActorScope,
  type AnyEventObject,
  type AnyMachineSnapshot,
  type AnyStateMachine,
  type AnyStateNode,
  StateMachine,
} from 'xstate';
import { Account, allOf, type Interpreted, warnOf } from './interpreted';
import { AllConfigurations } from './plan/configuration';
import type { Configuration } from './plan/plan';
import { currentPlanFor } from './plan/planFor';
import type { Why } from './plan/why';
import { NO_CHILDREN, type Start, startIn, startOf } from './run/initial';
import { run } from './run/run';
import { findDifference } from './selfCheck';
import { trustUnless } from './trust';
import { isLive } from './xstate/privateActors';
import { configurationOf } from './xstate/privates';

interface Compiled {
  readonly machine: AnyStateMachine;
  readonly account: Account;
}

/** What was compiled, by the machine it was compiled from and by the machine that came out. */
const compiled = new WeakMap<AnyStateMachine, AnyStateMachine>();

const INTERNALS = Symbol('xstate-net.compiled');

/**
 * The same machine, faster: an actor made from it has the same snapshots, emitted events, executed
 * actions, errors and inspection records in the same order, but events are not interpreted. What each of
 * them does, and which guards decide about it, is worked out once per configuration and type of
 * event; the little that is not covered is left to XState, and {@link explain} tells of it.
 *
 * Compiling a machine twice, or one that is compiled already, gives the same compiled machine. Where
 * XState is not the one that this was made for, the machine is returned as it is, with one warning of
 * the code `XSTATE_NET_INTERPRETED`.
 *
 * @example
 * ```ts
 * const actor = createActor(compile(machine), { input }).start();
 * ```
 */
export function compile<M extends AnyStateMachine>(machine: M): M {
  let result = compiled.get(machine);
  if (result === undefined) {
    result = isCompiled(machine) || !isTrusted() ? machine : compileUnchecked(machine);
    const why = result === machine && !isCompiled(machine) ? whyNot(machine) : undefined;
    if (why !== undefined) warnOf(machine, why);
    compiled.set(machine, result);
    compiled.set(result, result);
  }
  return result as M;
}

/** Whether compiled machines behave like interpreted ones with the XState that is installed. */
const isTrusted = trustUnless(() => findDifference(compileUnchecked));

/** Compiles without asking whether XState is the one that this was made for. */
export function compileUnchecked(machine: AnyStateMachine): AnyStateMachine {
  if (whyNot(machine) !== undefined) return machine;
  const configurations = new AllConfigurations(machine);
  const account = new Account(machine.id);
  let start: Start | undefined | 'unknown' = 'unknown';
  const own: Partial<AnyStateMachine> = {
    transition(snapshot: AnyMachineSnapshot, event: AnyEventObject, scope: AnyActorScope) {
      const isOwn = snapshot.machine === machine && isLive(scope);
      if (isOwn && snapshot.status === 'active') {
        const configuration = configurationOf(snapshot) as Configuration | undefined;
        if (configuration !== undefined) {
          const plan = currentPlanFor(configuration, event.type);
          if (plan.why === undefined) return run(plan, snapshot, event, scope);
          account.note(snapshot.value, event.type, plan.why);
        } else account.note(snapshot.value, event.type, 'unknown-configuration');
      }
      const next = machine.transition(snapshot, event, scope);
      return next === snapshot ? next : configurations.adopt(next);
    },
    getInitialSnapshot(scope: AnyActorScope, input?: unknown) {
      if (start === 'unknown') start = startOf(configurations);
      const snapshot = start && startIn(start, scope, input);
      return snapshot ?? configurations.adopt(machine.getInitialSnapshot(scope, input));
    },
    restoreSnapshot: (snapshot: never, scope: AnyActorScope) =>
      configurations.adopt(machine.restoreSnapshot(snapshot, scope)),
    resolveState: (state: never) => configurations.adopt(machine.resolveState(state)),
    start(snapshot: AnyMachineSnapshot) {
      if (snapshot.children !== NO_CHILDREN) machine.start(snapshot);
    },
    provide: (implementations: never) => compile(machine.provide(implementations)),
  };
  const result: AnyStateMachine = Object.assign(Object.create(machine), own);
  Object.defineProperty(result, INTERNALS, { value: { machine, account } satisfies Compiled });
  return result;
}

/** Whether logic was made by {@link compile}, or inherits from what was. */
export function isCompiled(logic: AnyStateMachine): boolean {
  return internalsOf(logic) !== undefined;
}

/** What was worked out of a machine that was compiled; undefined for any other. */
export function internalsOf(logic: AnyStateMachine): Compiled | undefined {
  return (logic as { readonly [INTERNALS]?: Compiled })[INTERNALS];
}

/** Why a machine is left as it is: something about it is out of the ordinary. */
function whyNot(machine: AnyStateMachine): Why | undefined {
  if (Object.getPrototypeOf(machine) !== StateMachine.prototype) return 'own-class';
  const orders = new Set<number>();
  const isUnique = (node: AnyStateNode): boolean => {
    const before = orders.size;
    orders.add(node.order);
    return orders.size > before && Object.values<AnyStateNode>(node.states).every(isUnique);
  };
  return isUnique(machine.root) ? undefined : 'same-ids';
}

/**
 * What of a machine is interpreted by XState, and why: all its transitions where it cannot be compiled, and
 * otherwise the events that were left to the interpreter so far, of which there are none in most machines.
 * See {@link Why} for the reasons. For handlers, and for what was made by {@link fast}.
 */
export function explain(machine: AnyStateMachine): readonly Interpreted[] {
  const known = internalsOf(compile(machine));
  return known?.account.all ?? allOf(machine, whyNot(machine) ?? 'unknown-xstate');
}
