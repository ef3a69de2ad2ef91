/** Virtual time over real sockets: what waits only ends when the script lets time pass. */

import type { TransportClock } from '../../../actors/transport/environment';
import type { CountingClock } from '../scriptNetwork';

interface Timer {
  readonly at: number;
  readonly serial: number;
  readonly callback: () => void;
}

/** What Node's timers can count; beyond it, and below 1, they take 1 ms. */
const MOST_MILLISECONDS = 2 ** 31 - 1;

const asNodeDoes = (milliseconds: number): number =>
  milliseconds >= 1 && milliseconds <= MOST_MILLISECONDS ? Math.trunc(milliseconds) : 1;

/** Time that passes on command only, for real sockets. Its timers fire in the order of their moments. */
export class VirtualTime implements CountingClock, TransportClock {
  private readonly timers = new Set<Timer>();
  private serial = 0;
  private moment = 0;

  now(): number {
    return this.moment;
  }

  setTimeout(callback: () => void, milliseconds: number): Timer {
    this.serial += 1;
    const timer = { at: this.moment + asNodeDoes(milliseconds), serial: this.serial, callback };
    this.timers.add(timer);
    return timer;
  }

  clearTimeout(handle: unknown): void {
    this.timers.delete(handle as Timer);
  }

  pending(): number {
    return this.timers.size;
  }

  /** When the next timer is due, or undefined. */
  next(): number | undefined {
    let next: number | undefined;
    for (const { at } of this.timers) if (next === undefined || at < next) next = at;
    return next;
  }

  /** Makes it that moment, and fires what is due by then; timers set meanwhile wait for another call. */
  goTo(moment: number): void {
    this.moment = Math.max(this.moment, moment);
    const due = [...this.timers]
      .filter(({ at }) => at <= this.moment)
      .sort((a, b) => a.at - b.at || a.serial - b.serial);
    for (const timer of due) {
      // One that fired before it may have cleared it.
      if (this.timers.delete(timer)) timer.callback();
    }
  }
}
