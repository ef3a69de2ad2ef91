import type { TimerHandle } from '../../environment';
import type { VirtualClock } from '../api';
import type { Occurrence } from './eventHeap';
import { type EventLoop, NANOSECONDS } from './eventLoop';

/** What Node's timers can count; beyond it, and below 1, they take 1 ms. */
const MOST_MILLISECONDS = 2 ** 31 - 1;

const asNodeDoes = (milliseconds: number): number =>
  milliseconds >= 1 && milliseconds <= MOST_MILLISECONDS ? Math.trunc(milliseconds) : 1;

/** What happens to timers besides the time they wait. */
export interface TimerWatch {
  /** By how many nanoseconds the clock jumps when a timer is due. */
  jump(): number;
  /** A timer is about to call back. */
  fired(): void;
}

/** The clock of a simulated process: timers as Node has them, in virtual time. */
export class LoopClock implements VirtualClock {
  private waiting = 0;

  constructor(
    private readonly loop: EventLoop,
    private readonly startsAt: number,
    private readonly watch: TimerWatch,
  ) {}

  now(): number {
    return this.startsAt + Math.floor(this.loop.now / NANOSECONDS);
  }

  pending(): number {
    return this.waiting;
  }

  setTimeout(callback: () => void, milliseconds: number): TimerHandle {
    this.waiting += 1;
    return this.loop.after(asNodeDoes(milliseconds) * NANOSECONDS, () => {
      this.waiting -= 1;
      const late = this.watch.jump();
      if (late > 0) this.loop.jump(late);
      this.watch.fired();
      callback();
    });
  }

  clearTimeout(handle: TimerHandle): void {
    const timer = handle as Occurrence | undefined;
    if (timer === undefined || timer.index < 0) return;
    this.waiting -= 1;
    this.loop.callOff(timer);
  }
}
