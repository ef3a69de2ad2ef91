/** Lets a script pass time from one timer to the next, on the simulated network. */

import type { TimerHandle } from '../../actors/transport/environment';
import type { VirtualClock } from '../../actors/transport/simulated/api';
import type { CountingClock } from './scriptNetwork';

interface Timed {
  /** When it is due, as well as whole milliseconds can say. */
  readonly at: number;
  handle: TimerHandle | undefined;
}

/** A virtual clock that can say when its next timer is due, so that time can pass from one to the next. */
export class TimedClock implements CountingClock {
  private readonly waiting = new Set<Timed>();

  constructor(private readonly inner: VirtualClock) {}

  now(): number {
    return this.inner.now();
  }

  pending(): number {
    return this.inner.pending();
  }

  setTimeout(callback: () => void, milliseconds: number): Timed {
    const timed: Timed = { at: this.now() + Math.max(1, milliseconds), handle: undefined };
    this.waiting.add(timed);
    timed.handle = this.inner.setTimeout(() => {
      this.waiting.delete(timed);
      callback();
    }, milliseconds);
    return timed;
  }

  clearTimeout(handle: TimerHandle): void {
    const timed = handle as Timed | undefined;
    if (timed === undefined || !this.waiting.delete(timed)) return;
    if (timed.handle !== undefined) this.inner.clearTimeout(timed.handle);
  }

  /** When the next timer is due, or undefined if none waits. */
  next(): number | undefined {
    let next: number | undefined;
    for (const { at } of this.waiting) if (next === undefined || at < next) next = at;
    return next;
  }
}
