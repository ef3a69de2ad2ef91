import type { AnyActorScope, AnyEventObject, AnyMachineSnapshot } from 'xstate';
import type { Plan } from '../plan/plan';
import { isWatched } from '../xstate/watch';
import { DeferredOutgoing, type Outgoing } from './effects';
import { Macrostep } from './macrostep';

/** Does what a direct plan says: what XState's `macrostep` does with such an event, and no more. */
export function run(
  plan: Plan,
  snapshot: AnyMachineSnapshot,
  event: AnyEventObject,
  scope: AnyActorScope,
): AnyMachineSnapshot {
  const outgoing = new DeferredOutgoing(scope);
  return new Macrostep(snapshot, event, scope, outgoing, isWatched(scope.system)).take(plan);
}

/**
 * The same where no inspector waits for records. What is to be said is handed to `outgoing`, which waits
 * until the actor has the new snapshot.
 */
export function runUnwatched(
  plan: Plan,
  snapshot: AnyMachineSnapshot,
  event: AnyEventObject,
  scope: AnyActorScope,
  outgoing: Outgoing,
): AnyMachineSnapshot {
  return new Macrostep(snapshot, event, scope, outgoing, false).take(plan);
}
