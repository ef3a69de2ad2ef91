import type { Delivery, Member } from '../../../machines/handler/backplane';

/** Something that arrived at the server's node, for those who have subscribed to it. */
export interface Arrival {
  readonly is: 'message' | 'joined' | 'left' | 'connected' | 'disconnected';
  readonly topic: string;
  /** What tells it from all others. */
  readonly about: Delivery | Member | undefined;
  readonly at: number;
  readonly number: number;
}

/** One of them for one subscriber; it need not hear it if it has left or come while it was told. */
interface Due {
  readonly arrival: Arrival;
  must: boolean;
}

/** What one subscriber has still to hear, in order. */
export class DueList {
  private list: Due[] = [];

  get musts(): number {
    return this.list.filter(({ must }) => must).length;
  }

  /** All that may come yet. */
  get length(): number {
    return this.list.length;
  }

  add(arrival: Arrival, must: boolean): void {
    if (this.list.some((due) => due.arrival === arrival)) return;
    this.list.push({ arrival, must });
    this.list.sort((one, other) => one.arrival.number - other.arrival.number);
  }

  /** It has left some topics. */
  spare(isSpared: (arrival: Arrival) => boolean): void {
    for (const due of this.list) if (isSpared(due.arrival)) due.must = false;
  }

  /** It hears one; returns what is wrong with that. */
  hears(is: (arrival: Arrival) => boolean, missed: number): string | undefined {
    const at = this.list.findIndex(({ arrival }) => is(arrival));
    if (at === -1) return 'hears what it is not due, or hears it twice or out of order';
    const before = this.list.slice(0, at);
    this.list = this.list.slice(at + 1);
    const musts = before.filter(({ must }) => must).length;
    if (missed < musts || missed > before.length) {
      return `is told that it missed ${missed}, and it was ${musts} to ${before.length}`;
    }
    return undefined;
  }
}
