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
import { type Configuration, Configurations } from './plan/configuration';
import { currentPlanFor } from './plan/planFor';
import type { Why } from './plan/why';
import { initialConfiguration, NO_CHILDREN, startIn } from './run/initial';
import { run } from './run/run';
import { findDifference } from './selfCheck';
import { trustUnless } from './trust';
import { isLive } from './xstate/privateActors';
import { configurationOf } from './xstate/privates';

interface Compiled {
  readonly machine: AnyStateMachine;
  /** Where and how the machine starts; found out when its first actor is made. */
  readonly initial: () => Configuration | Why;
}

/** What was compiled, by the machine it was compiled from and by the machine that came out. */
const compiled = new WeakMap<AnyStateMachine, AnyStateMachine>();

const INTERNALS = Symbol('xstate-net.compiled');

/**
 * The same machine, faster: an actor made from it has the same snapshots, emitted events, executed
 * actions, errors and inspection records in the same order, but events that need no decision are not
 * interpreted. What each of them does is worked out once per configuration and type of event, and
 * whatever is not plainly covered, a guard for example, is left to XState: see {@link Why}.
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
    result = isTrusted() ? compileUnchecked(machine) : machine;
    compiled.set(machine, result);
    compiled.set(result, result);
  }
  return result as M;
}

/** Whether compiled machines behave like interpreted ones with the XState that is installed. */
const isTrusted = trustUnless(() => findDifference(compileUnchecked));

/** Compiles without asking whether XState is the one that this was made for. */
export function compileUnchecked(machine: AnyStateMachine): AnyStateMachine {
  if (!isPlainMachine(machine)) return machine;
  const configurations = new Configurations(machine);
  let first: Configuration | Why | undefined;
  const initial = () => (first ??= initialConfiguration(configurations));
  const own: Partial<AnyStateMachine> = {
    transition(snapshot: AnyMachineSnapshot, event: AnyEventObject, scope: AnyActorScope) {
      const configuration = configurationOf(snapshot) as Configuration | undefined;
      if (
        configuration !== undefined &&
        snapshot.status === 'active' &&
        snapshot.machine === machine &&
        isLive(scope)
      ) {
        const plan = currentPlanFor(configuration, event.type);
        if (plan.why === undefined) return run(plan, snapshot, event, scope);
      }
      const next = machine.transition(snapshot, event, scope);
      return next === snapshot ? next : configurations.adopt(next);
    },
    getInitialSnapshot(scope: AnyActorScope, input?: unknown) {
      const start = initial();
      if (typeof start !== 'string') return startIn(start, scope, input);
      return configurations.adopt(machine.getInitialSnapshot(scope, input));
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
  Object.defineProperty(result, INTERNALS, { value: { machine, initial } satisfies Compiled });
  return result;
}

/** Whether logic was made by {@link compile}, or inherits from what was. */
export function isCompiled(logic: AnyStateMachine): boolean {
  return internalsOf(logic) !== undefined;
}

function internalsOf(logic: AnyStateMachine): Compiled | undefined {
  return (logic as { readonly [INTERNALS]?: Compiled })[INTERNALS];
}

/** Whether nothing about the machine is out of the ordinary, its nodes told apart by their order. */
function isPlainMachine(machine: AnyStateMachine): boolean {
  const orders = new Set<number>();
  const visit = (node: AnyStateNode): boolean => {
    const before = orders.size;
    orders.add(node.order);
    return orders.size > before && Object.values<AnyStateNode>(node.states).every(visit);
  };
  return Object.getPrototypeOf(machine) === StateMachine.prototype && visit(machine.root);
}

/** How an event is handled: `direct`, or why it is left to XState's interpreter. */
export type Explanation = 'direct' | Why;

/** How `machine` will handle an event of this type in `snapshot`. For tests and profiling. */
export function explainEvent(
  machine: AnyStateMachine,
  snapshot: AnyMachineSnapshot,
  type: string,
): Explanation {
  const known = internalsOf(machine);
  if (known === undefined) return 'not-compiled';
  if (snapshot.status !== 'active') return 'not-active';
  const configuration = configurationOf(snapshot) as Configuration | undefined;
  if (configuration === undefined || snapshot.machine !== known.machine) {
    return 'unknown-configuration';
  }
  return currentPlanFor(configuration, type).why ?? 'direct';
}

/** How the snapshot is made with which actors of `machine` start. For tests and profiling. */
export function explainStart(machine: AnyStateMachine): Explanation {
  const initial = internalsOf(machine)?.initial() ?? 'not-compiled';
  return typeof initial === 'string' ? initial : 'direct';
}
