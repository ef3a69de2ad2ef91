import { fingerprint } from './fingerprint';
import type { TraceRecord } from './records';
import { showState, showValue } from './show';

/** A trace as what two runs of the same script have in common, whatever their network. */
export interface ComparableTrace {
  /**
   * What went from whom to whom, in order, with neighbouring data joined. By `source -> target`, and by
   * the connection that it is about, because the order between connections is chance.
   */
  readonly links: Readonly<Record<string, readonly string[]>>;
  /** The states of each actor, in order. */
  readonly states: Readonly<Record<string, readonly string[]>>;
  /** What each client did and saw, in order, with neighbouring data joined. */
  readonly clients: Readonly<Record<string, readonly string[]>>;
}

interface Item {
  readonly text: string;
  readonly data: Uint8Array[] | undefined;
}

class Lists {
  private readonly lists = new Map<string, Item[]>();

  add(name: string, text: string, data?: Uint8Array): void {
    const list = this.lists.get(name) ?? [];
    this.lists.set(name, list);
    const last = list.at(-1);
    if (data !== undefined && last?.data !== undefined && last.text === text) {
      last.data.push(data);
    } else list.push({ text, data: data === undefined ? undefined : [data] });
  }

  all(): Readonly<Record<string, readonly string[]>> {
    const names = [...this.lists.keys()].sort();
    return Object.fromEntries(
      names.map((name) => [
        name,
        (this.lists.get(name) ?? []).map(({ text, data }) =>
          data === undefined ? text : `${text} ${fingerprint(Buffer.concat(data))}`,
        ),
      ]),
    );
  }
}

/**
 * Takes from a trace what has to be the same on every network: per link and in order, with bytes that
 * follow each other joined, because where a stream is cut is chance; and no times, because bytes may
 * take some.
 */
export function comparableTrace(records: readonly TraceRecord[]): ComparableTrace {
  const links = new Lists();
  const states = new Lists();
  const clients = new Lists();
  for (const record of records) {
    if (record.kind === 'event') {
      const { type, data, ...rest } = record.event;
      const subject = rest.connection ?? rest.csa ?? rest.descriptor;
      const about = typeof subject === 'string' ? ` about ${subject}` : '';
      const link = `${record.source ?? '(outside)'} -> ${record.target}${about}`;
      if (data instanceof Uint8Array) links.add(link, type, data);
      else links.add(link, `${type} ${showValue(timeless({ ...rest, data }))}`);
    } else if (record.kind === 'state') {
      states.add(record.actor, `${showState(record.to)} ${record.status}`);
    } else if (record.kind === 'client') {
      clients.add(record.client, record.deed, record.data);
    }
  }
  return { links: links.all(), states: states.all(), clients: clients.all() };
}

/** Durations and moments depend on how long bytes travel. */
function timeless(value: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  const entries = Object.entries(value).filter(
    ([key, item]) => key !== 'duration' && key !== 'closedAt' && item !== undefined,
  );
  return Object.fromEntries(entries);
}
