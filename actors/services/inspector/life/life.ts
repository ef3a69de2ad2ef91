import type { ConnectionKey, GapRecord, LifeAnswer, LifeRecord } from '../messages';

/** Records of a life that are kept; the oldest are forgotten. */
const MOST = 4_000;

/** So many records may come in so many milliseconds; what is more is counted. */
const AT_ONCE = 50;
const MEANWHILE = 50;

type Unnumbered = LifeRecord extends infer R
  ? R extends LifeRecord
    ? Omit<R, 'n'>
    : never
  : never;

/** The recorded life of one connection. */
export class Life {
  private records: LifeRecord[] = [];
  private next = 0;
  private forgotten = 0;
  private windowFrom = Number.NEGATIVE_INFINITY;
  private inWindow = 0;
  private dropped = 0;
  /** Records that nobody has been told of. */
  private untold: LifeRecord[] = [];

  constructor(readonly connection: ConnectionKey) {}

  /** Whether one more record may be made now; if not, it is counted as missing. */
  mayRecord(now: number): boolean {
    if (now - this.windowFrom >= MEANWHILE) {
      this.windowFrom = now;
      this.inWindow = 0;
    }
    this.inWindow += 1;
    if (this.inWindow <= AT_ONCE) return true;
    this.dropped += 1;
    this.next += 1;
    return false;
  }

  get hasGap(): boolean {
    return this.dropped > 0;
  }

  /** Tells of what is missing, before the next record or when nothing more comes. */
  gap(at: number, now: Pick<GapRecord, 'csa' | 'handler'>): void {
    const { dropped } = this;
    this.dropped = 0;
    this.add({ type: 'gap', at, dropped, ...now });
  }

  /** Adds a record, and returns it with its number. */
  add<R extends Unnumbered>(record: R): R & { readonly n: number } {
    const numbered = { ...record, n: this.next };
    this.next += 1;
    this.records.push(numbered as LifeRecord);
    this.untold.push(numbered as LifeRecord);
    if (this.records.length > 2 * MOST) this.forget();
    return numbered;
  }

  /** The records since the last time that this was asked. */
  take(): readonly LifeRecord[] {
    const { untold } = this;
    if (untold.length > 0) this.untold = [];
    return untold;
  }

  answer(): LifeAnswer {
    this.forget();
    return { connection: this.connection, forgotten: this.forgotten, records: this.records };
  }

  /** Twice as many are let come together before they are: each time, all of the others are copied. */
  private forget(): void {
    const surplus = this.records.length - MOST;
    if (surplus <= 0) return;
    this.records = this.records.slice(surplus);
    this.forgotten += surplus;
  }
}
