import type { TransportClock } from '../../actors/transport/environment';

interface Timer {
  readonly at: number;
  readonly order: number;
  readonly callback: () => void;
}

/** A clock that stands still until it is advanced: for transports and for root actors. */
export class ManualClock implements TransportClock {
  private time: number;
  private order = 0;
  private readonly timers = new Map<object, Timer>();

  constructor(startsAt = 1_000_000) {
    this.time = startsAt;
  }

  /** Timers that wait. */
  get pending(): number {
    return this.timers.size;
  }

  readonly now = (): number => this.time;

  readonly setTimeout = (callback: () => void, milliseconds: number): object => {
    const handle = {};
    this.order += 1;
    this.timers.set(handle, { at: this.time + milliseconds, order: this.order, callback });
    return handle;
  };

  readonly clearTimeout = (handle: unknown): void => {
    this.timers.delete(handle as object);
  };

  /** Lets time pass, calling what is due at the moment at which it is. */
  advance(milliseconds: number): void {
    const end = this.time + milliseconds;
    for (let due = this.nextBy(end); due !== undefined; due = this.nextBy(end)) {
      const [handle, timer] = due;
      this.timers.delete(handle);
      this.time = Math.max(this.time, timer.at);
      timer.callback();
    }
    this.time = end;
  }

  private nextBy(end: number): [object, Timer] | undefined {
    let next: [object, Timer] | undefined;
    for (const entry of this.timers) {
      const [, { at, order }] = entry;
      if (at > end) continue;
      const best = next?.[1];
      if (best === undefined || at < best.at || (at === best.at && order < best.order)) {
        next = entry;
      }
    }
    return next;
  }
}
