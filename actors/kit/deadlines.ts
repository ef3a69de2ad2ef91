/**
 * Timeouts of many connections by one timer: for waits of equal length, such as idle and linger.
 */

import type { TimerHandle, TransportClock } from '../transport/environment';

/** Something with a deadline; a node of the list that it waits in. */
export interface Deadline {
  /** Called when the time is up. */
  expire(): void;
  previous: Deadline | undefined;
  next: Deadline | undefined;
  /** When it expires; undefined while it is in no list. */
  at: number | undefined;
}

/** A deadline that waits in no list yet. */
export function deadline(expire: () => void): Deadline {
  return { expire, previous: undefined, next: undefined, at: undefined };
}

/**
 * Many deadlines of one duration on a single timer. As all last equally long, the list is sorted by
 * itself, and restarting one is cutting it out and appending it: a constant, small cost per byte
 * counted, however many connections wait.
 */
export class Deadlines {
  private first: Deadline | undefined;
  private last: Deadline | undefined;
  private timer: TimerHandle | undefined;
  private closed = false;

  constructor(
    private readonly clock: TransportClock,
    readonly milliseconds: number,
  ) {}

  /** Starts the deadline, or starts it anew. */
  restart(item: Deadline): void {
    if (item.at !== undefined) this.cut(item);
    item.at = this.clock.now() + this.milliseconds;
    item.previous = this.last;
    if (this.last === undefined) this.first = item;
    else this.last.next = item;
    this.last = item;
    // While deadlines expire there is no timer, and the next one is set for whichever is first then.
    if (this.timer === undefined && this.first === item) this.wake(this.milliseconds);
  }

  /** Takes the deadline out; one that does not wait is let be. */
  cancel(item: Deadline): void {
    if (item.at === undefined) return;
    this.cut(item);
    if (this.first === undefined && this.closed) this.stopTimer();
  }

  /**
   * No more deadlines will come after those that wait. Until then the timer is kept even if none
   * waits: where connections come and go, setting one for each would be most of the cost.
   */
  close(): void {
    this.closed = true;
    if (this.first === undefined) this.stopTimer();
  }

  private stopTimer(): void {
    if (this.timer === undefined) return;
    this.clock.clearTimeout(this.timer);
    this.timer = undefined;
  }

  private cut(item: Deadline): void {
    if (item.previous === undefined) this.first = item.next;
    else item.previous.next = item.next;
    if (item.next === undefined) this.last = item.previous;
    else item.next.previous = item.previous;
    item.previous = undefined;
    item.next = undefined;
    item.at = undefined;
  }

  private wake(milliseconds: number): void {
    this.timer = this.clock.setTimeout(() => this.onTimer(), milliseconds);
  }

  private onTimer(): void {
    this.timer = undefined;
    try {
      this.expireDue(this.clock.now());
    } finally {
      // Whoever threw must not stop the others; and a restart inside expire() may have set the timer already.
      if (this.first?.at !== undefined && this.timer === undefined) {
        this.wake(Math.max(1, this.first.at - this.clock.now()));
      }
    }
  }

  private expireDue(now: number): void {
    while (this.first?.at !== undefined && this.first.at <= now) {
      const due = this.first;
      this.cut(due);
      due.expire();
    }
  }
}
