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
