import type { AnyActorRef } from 'xstate';
import type { System } from './privateActors';
import { watchOf } from './watch';

const contained = new WeakSet<object>();

/**
 * Keeps an inspector that throws from throwing out of `send()` and `createActor()`, which would lose
 * the event in hand: what it threw goes to `report`. Done once per system, by whoever asks first.
 * Inspectors after the one that threw do not see that record.
 */
export function containInspectors(
  system: AnyActorRef['system'],
  report: (error: unknown) => void,
): void {
  const internal: Partial<System> = system;
  const notify = internal._sendInspectionEvent;
  if (contained.has(system) || typeof notify !== 'function') return;
  contained.add(system);
  // Looked at before anything is contained: the look relies on what is thrown.
  watchOf(system);
  internal._sendInspectionEvent = (record) => {
    try {
      notify(record);
    } catch (error) {
      report(error);
    }
  };
}
