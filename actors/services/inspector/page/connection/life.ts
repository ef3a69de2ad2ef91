import type { StateValue } from 'xstate';
import type { ActorNow, Json, LifeRecord, Mark } from '../../messages';

/** Records that are kept here; of those before only how things stood. */
const MOST = 5_000;

/** An actor as it was behind a record. */
export interface ActorThen {
  readonly chart: string | undefined;
  readonly status: string;
  readonly state: StateValue | undefined;
  readonly context: Json;
  /** The transitions that it took last. */
  readonly marks: readonly Mark[];
}

export interface Moment {
  readonly csa: ActorThen | undefined;
  readonly handler: ActorThen | undefined;
}

const NOTHING: Moment = { csa: undefined, handler: undefined };

const begun = (actor: ActorNow | undefined, marks: readonly Mark[] = []): ActorThen | undefined =>
  actor && {
    chart: actor.chart,
    status: actor.status,
    state: actor.state,
    context: actor.context,
    marks,
  };

/** What comes of a moment by one record more. */
function after(moment: Moment, record: LifeRecord): Moment {
  switch (record.type) {
    case 'begin':
      return { csa: begun(record.csa), handler: begun(record.handler) };
    case 'handler':
      return { ...moment, handler: begun(record.handler) };
    case 'gap':
      return {
        csa: begun(record.csa, moment.csa?.marks),
        handler: begun(record.handler, moment.handler?.marks),
      };
    case 'end':
      return moment;
    case 'message': {
      const { to, taken } = record;
      if (taken === undefined || (to !== 'csa' && to !== 'handler')) return moment;
      const was = moment[to];
      if (was === undefined) return moment;
      const marks = taken.marks.length > 0 ? taken.marks : was.marks;
      const status = taken.status ?? was.status;
      const state = taken.state ?? was.state;
      const context = taken.context === undefined ? was.context : taken.context;
      return { ...moment, [to]: { ...was, status, state, context, marks } };
    }
  }
}

/** A connection's recorded life, which can be stepped back through. */
export class Life {
  records: LifeRecord[] = [];
  /** Records before the first, which are known no more. */
  forgotten = 0;
  /** How things stood behind each record. */
  private moments: Moment[] = [];
  private base: Moment = NOTHING;

  /** Takes records in any order, and each once. Returns whether any was put before others. */
  add(records: readonly LifeRecord[], forgotten = this.forgotten): boolean {
    const newest = this.records.at(-1)?.n ?? -1;
    const isInOrder = records.every(({ n }) => n > newest);
    this.forgotten = Math.max(forgotten, this.forgotten);
    if (isInOrder) {
      for (const record of records) this.append(record);
      this.trim();
      return false;
    }
    const known = new Map([...records, ...this.records].map((record) => [record.n, record]));
    this.records = [];
    this.moments = [];
    for (const record of [...known.values()].sort((a, b) => a.n - b.n)) this.append(record);
    this.trim();
    return true;
  }

  /** How things stood behind the record at an index. */
  at(index: number): Moment {
    return this.moments[index] ?? this.base;
  }

  private append(record: LifeRecord): void {
    this.records.push(record);
    this.moments.push(after(this.moments.at(-1) ?? this.base, record));
  }

  private trim(): void {
    const over = this.records.length - MOST;
    if (over <= 0) return;
    this.base = this.moments[over - 1] ?? this.base;
    this.records = this.records.slice(over);
    this.moments = this.moments.slice(over);
    this.forgotten += over;
  }
}
