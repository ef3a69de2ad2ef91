import type { AnyActorRef, AnyEventObject, StateValue } from 'xstate';
import { mermaid } from './mermaid';
import { NAMELESS, type Naming, Plain } from './plain';
import type { ClientDeed, TraceRecord } from './records';
import { Roles } from './roles';
import { traceText } from './text';

/** A record as it is kept: names are made when somebody reads them. */
type Entry =
  | {
      readonly kind: 'event';
      readonly time: number;
      readonly source: AnyActorRef | undefined;
      readonly target: AnyActorRef;
      readonly event: AnyEventObject;
    }
  | {
      readonly kind: 'state';
      readonly time: number;
      readonly actor: AnyActorRef;
      readonly from: StateValue | undefined;
      readonly to: StateValue | undefined;
      readonly status: string;
    }
  | {
      readonly kind: 'emitted';
      readonly time: number;
      readonly actor: AnyActorRef;
      readonly event: AnyEventObject;
    }
  | Extract<TraceRecord, { kind: 'client' | 'step' }>;

/** Records that are kept when nothing else is asked for. */
export const DEFAULT_TRACE_LIMIT = 100_000;

/**
 * What happened in a run, in order: every event with its sender, every change of state, what the
 * server emitted and what clients did, with virtual times and with names that any two runs share.
 */
export class Trace {
  private entries: Entry[] = [];
  private droppedCount = 0;
  private isClosed = false;
  private readonly plain: Plain;

  constructor(
    private readonly roles: Roles = new Roles(),
    private readonly naming: Naming = NAMELESS,
    /** Most records that are kept; older ones are dropped. 0 keeps none. */
    private readonly limit: number = DEFAULT_TRACE_LIMIT,
  ) {
    this.plain = new Plain(roles, naming);
  }

  /** How many of the oldest records were dropped, because there were more than are kept. */
  get dropped(): number {
    return this.droppedCount;
  }

  get length(): number {
    return this.entries.length;
  }

  /** The records in plain values. */
  get records(): readonly TraceRecord[] {
    return this.entries.map((entry) => this.record(entry));
  }

  /** Readable lines: time, source -> target, event; and changes of state. */
  text(options: { readonly last?: number } = {}): string {
    const { last } = options;
    const shown = last === undefined ? this.entries : this.entries.slice(-last);
    const missing = this.droppedCount + this.entries.length - shown.length;
    const lines = traceText(shown.map((entry) => this.record(entry)));
    return missing === 0 ? lines : `... ${missing} earlier records\n${lines}`;
  }

  /** A sequence diagram in the language of Mermaid. */
  mermaid(): string {
    return mermaid(this.records);
  }

  /** For whoever runs the script. */
  event(time: number, source: AnyActorRef | undefined, target: AnyActorRef, event: AnyEventObject) {
    this.add({ kind: 'event', time, source, target, event });
  }

  /** For whoever runs the script. */
  state(
    time: number,
    actor: AnyActorRef,
    from: StateValue | undefined,
    to: StateValue | undefined,
    status: string,
  ): void {
    this.add({ kind: 'state', time, actor, from, to, status });
  }

  /** For whoever runs the script. */
  emitted(time: number, actor: AnyActorRef, event: AnyEventObject): void {
    this.add({ kind: 'emitted', time, actor, event });
  }

  /** For whoever runs the script. */
  client(time: number, client: string, deed: ClientDeed, data?: Uint8Array): void {
    const record = { kind: 'client', time, client, deed } as const;
    this.add(data === undefined ? record : { ...record, data });
  }

  /** For whoever runs the script. */
  step(time: number, index: number, text: string): void {
    this.add({ kind: 'step', time, index, text });
  }

  /** For whoever runs the script: what follows is not part of it. */
  close(): void {
    this.isClosed = true;
  }

  private add(entry: Entry): void {
    if (this.limit === 0 || this.isClosed) return;
    // What clients saw may be told late: it belongs to its moment.
    let at = this.entries.length;
    while (at > 0 && (this.entries[at - 1] as Entry).time > entry.time) at -= 1;
    if (at === this.entries.length) this.entries.push(entry);
    else this.entries.splice(at, 0, entry);
    // Half at a time, so that dropping costs little for each.
    if (this.entries.length <= this.limit) return;
    const kept = Math.ceil(this.limit / 2);
    this.droppedCount += this.entries.length - kept;
    this.entries = this.entries.slice(-kept);
  }

  private record(entry: Entry): TraceRecord {
    switch (entry.kind) {
      case 'event': {
        const { source, target, event } = entry;
        return {
          ...entry,
          source: source === undefined ? undefined : this.roles.nameOf(source),
          target: this.roles.nameOf(target),
          event: this.plain.event(event),
        };
      }
      case 'state':
        return { ...entry, actor: this.roles.nameOf(entry.actor) };
      case 'emitted': {
        const event = this.plain.event(entry.event);
        return { ...entry, actor: this.roles.nameOf(entry.actor), event };
      }
      case 'client': {
        const id = this.naming.connectionOf(entry.client);
        return id === undefined ? entry : { ...entry, csa: `csa-${id}` };
      }
      default:
        return entry;
    }
  }
}
