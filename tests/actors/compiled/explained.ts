import type { AnyMachineSnapshot, AnyStateMachine } from 'xstate';
import { internalsOf } from '../../../actors/compiled/compile';
import type { Configuration } from '../../../actors/compiled/plan/plan';
import { currentPlanFor } from '../../../actors/compiled/plan/planFor';
import type { Why } from '../../../actors/compiled/plan/why';
import { configurationOf } from '../../../actors/compiled/xstate/privates';

/** How an event is handled: `direct`, or why it is left to XState's interpreter. */
export type Explanation = 'direct' | Why;

/** How `machine` will handle an event of this type in `snapshot`. */
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

/** How the snapshot is made with which actors of `machine` start. */
export function explainStart(machine: AnyStateMachine): Explanation {
  return internalsOf(machine) === undefined ? 'not-compiled' : 'direct';
}
