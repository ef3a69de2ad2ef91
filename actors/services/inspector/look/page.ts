/** The page of the table of connections that somebody asks for. */

import type { ConnectionColumn } from '../messages';
import type { Row } from './row';
import { inSlices, Slices } from './slices';

/** A question that has been read and checked. */
export interface TableQuery {
  readonly sort: ConnectionColumn;
  readonly descending: boolean;
  readonly search: string;
  readonly state: string | undefined;
  readonly offset: number;
  readonly limit: number;
}

const KEYS: Readonly<Record<ConnectionColumn, (row: Row) => number | string>> = {
  id: (row) => row.id,
  peer: (row) => row.peer,
  state: (row) => row.words.text,
  handlerState: (row) => row.handlerText,
  // The older one came first.
  age: (row) => -row.connection.connectedAt,
  idle: (row) => -row.movedAt,
  bytesReceived: (row) => row.bytesReceived,
  bytesSent: (row) => row.bytesSent,
  unsent: (row) => row.unsent,
};

export const isColumn = (name: unknown): name is ConnectionColumn =>
  typeof name === 'string' && Object.hasOwn(KEYS, name);

/** A row with what it is sorted by, which is not to change while rows are put in order. */
interface Keyed {
  readonly row: Row;
  readonly key: number | string;
}

type Compare = (a: Keyed, b: Keyed) => number;

/** A total order: rows that are equal are told apart by their number. */
function orderOf(descending: boolean): Compare {
  const sign = descending ? -1 : 1;
  return (a, b) => {
    if (a.key < b.key) return -sign;
    if (a.key > b.key) return sign;
    return a.row.id - b.row.id;
  };
}

function swap(rows: Keyed[], a: number, b: number): void {
  const row = rows[a] as Keyed;
  rows[a] = rows[b] as Keyed;
  rows[b] = row;
}

/** Hoare's partition by the middle row; returns where the upper part begins. */
function partition(rows: Keyed[], low: number, high: number, compare: Compare): number {
  const pivot = rows[(low + high) >> 1] as Keyed;
  let left = low;
  let right = high;
  while (left <= right) {
    while (compare(rows[left] as Keyed, pivot) < 0) left += 1;
    while (compare(rows[right] as Keyed, pivot) > 0) right -= 1;
    if (left > right) break;
    swap(rows, left, right);
    left += 1;
    right -= 1;
  }
  return left;
}

/** Puts in front of `place` what belongs there, and behind it what does not: Hoare's quickselect. */
async function select(
  rows: Keyed[],
  place: number,
  compare: Compare,
  slices: Slices,
): Promise<void> {
  let low = 0;
  let high = rows.length - 1;
  while (low < high) {
    const upper = partition(rows, low, high, compare);
    if (place < upper) high = upper - 1;
    else low = upper;
    if (slices.isOver) await slices.next();
  }
}

/**
 * The rows of one page of those that match. Only they are put in order, and a few milliseconds at a time:
 * sorting ten thousand rows for the fifty that are seen would hold the event loop.
 */
export async function pageOf(
  all: Iterable<Row>,
  query: TableQuery,
): Promise<{ readonly found: number; readonly rows: readonly Row[] }> {
  const words = query.search.toLowerCase().split(/\s+/).filter(Boolean);
  const key = KEYS[query.sort];
  const rows: Keyed[] = [];
  const slices = new Slices();
  await inSlices(
    [...all],
    (row) => {
      if (query.state !== undefined && row.words.text !== query.state) return;
      if (words.length === 0 || row.has(words)) rows.push({ row, key: key(row) });
    },
    slices,
  );
  const found = rows.length;
  const { offset } = query;
  const end = Math.min(offset + query.limit, found);
  if (offset >= end) return { found, rows: [] };
  const compare = orderOf(query.descending);
  if (end < found) await select(rows, end, compare, slices);
  rows.length = end;
  if (offset > 0) await select(rows, offset, compare, slices);
  const page = rows.slice(offset).sort(compare);
  return { found, rows: page.map(({ row }) => row) };
}
