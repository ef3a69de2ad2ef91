import type { AnyActorRef, AnyMachineSnapshot } from 'xstate';

interface Stoppable {
  _stop?(): void;
}

/**
 * Stops what a machine that threw had invoked or spawned: XState leaves it running
 * (statelyai/xstate#5153), and lets nobody else stop it.
 */
export function stopOrphans(failed: AnyActorRef): void {
  const { children } = failed.getSnapshot() as Partial<AnyMachineSnapshot>;
  for (const child of Object.values(children ?? {})) (child as Stoppable | undefined)?._stop?.();
}

/** What of an actor XState calls when it has failed, and keeps to itself. */
interface Failing {
  _error?(error: unknown): void;
}

/**
 * Has the actor stop what it had invoked or spawned when it fails, whatever failed it: a server that has
 * failed keeps neither port nor sockets. Where XState fails its actors otherwise, nothing is done.
 */
export function stopOrphansOnFailure(actor: AnyActorRef): void {
  const failing = actor as Failing;
  const { _error: failed } = failing;
  if (failed === undefined) return;
  failing._error = (error) => {
    failed.call(actor, error);
    stopOrphans(actor);
  };
}
