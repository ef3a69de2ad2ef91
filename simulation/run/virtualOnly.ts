import { isLightTrusted } from '../../actors/compiled/actor/lightCheck';
import type { World } from './world';

// Found out once per process, by actors with clocks of their own.
isLightTrusted();

/**
 * Runs `work` while real timers do not exist: who asks for one waits for real time, which no
 * simulation may, or is XState, which throws what nobody caught in a macrotask of its own.
 */
export function withoutRealTimers(world: World, work: () => void): void {
  const { setTimeout: real } = globalThis;
  globalThis.setTimeout = ((callback: () => void, milliseconds = 0) => {
    if (milliseconds > 0) world.fail('determinism', `a real timer of ${milliseconds} ms is set`);
    try {
      callback();
    } catch (error) {
      world.fail('uncaught', String((error as Error)?.stack ?? error));
    }
  }) as never;
  try {
    work();
  } finally {
    globalThis.setTimeout = real;
  }
}
