import type { AnyEventObject } from 'xstate';
import type { WhenSlow } from '../../machines/handler/backplaneMessages';

interface Kept {
  readonly event: AnyEventObject;
  /** How many were lost between the one before and this. */
  missed: number;
}

/** What a backplane has for a handler whose peer takes nothing now: in order, and no more than may wait. */
export class Waiting {
  private kept: Kept[] = [];
  /** The first of them. */
  private head = 0;
  /** Lost behind the last of them. */
  private lost = 0;

  constructor(private readonly most: number) {}

  get length(): number {
    return this.kept.length - this.head;
  }

  /** Nothing waits, and what comes next may be told without being kept. */
  get isEven(): boolean {
    return this.length === 0 && this.lost === 0;
  }

  /** Adds one behind the others. Where there is no room, one is lost: this one, unless the oldest shall go. */
  add(event: AnyEventObject, whenSlow: WhenSlow): 'kept' | 'lost' {
    if (this.length < this.most) {
      this.push(event);
      return 'kept';
    }
    if (whenSlow === 'dropOldest') {
      const oldest = this.shift() as Kept;
      this.push(event);
      (this.kept[this.head] as Kept).missed += oldest.missed + 1;
    } else this.lost += 1;
    return 'lost';
  }

  /** The next one, with what was lost before it. */
  take(): AnyEventObject | undefined {
    const next = this.shift();
    if (next === undefined) return undefined;
    return next.missed === 0 ? next.event : { ...next.event, missed: next.missed };
  }

  /** One is lost that was never here. */
  lose(): void {
    this.lost += 1;
  }

  private push(event: AnyEventObject): void {
    this.kept.push({ event, missed: this.lost });
    this.lost = 0;
  }

  private shift(): Kept | undefined {
    const first = this.kept[this.head];
    if (first === undefined) return undefined;
    this.head += 1;
    // Half of them are gone: now it costs as much as it frees.
    if (this.head * 2 > this.kept.length) {
      this.kept = this.kept.slice(this.head);
      this.head = 0;
    }
    return first;
  }
}
