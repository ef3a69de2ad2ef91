/** The page of the table of connections that somebody asks for. */

import type { ConnectionColumn } from '../messages';
import type { Row } from './row';

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

type Compare = (a: Row, b: Row) => number;

/** A total order: rows that are equal are told apart by their number. */
function orderBy(column: ConnectionColumn, descending: boolean): Compare {
  const key = KEYS[column];
  const sign = descending ? -1 : 1;
  return (a, b) => {
    const left = key(a);
    const right = key(b);
    if (left < right) return -sign;
    if (left > right) return sign;
    return a.id - b.id;
  };
}

function swap(rows: Row[], a: number, b: number): void {
  const row = rows[a] as Row;
  rows[a] = rows[b] as Row;
  rows[b] = row;
}

/** Hoare's partition by the middle row; returns where the upper part begins. */
function partition(rows: Row[], low: number, high: number, compare: Compare): number {
  const pivot = rows[(low + high) >> 1] as Row;
  let left = low;
  let right = high;
  while (left <= right) {
    while (compare(rows[left] as Row, pivot) < 0) left += 1;
    while (compare(rows[right] as Row, pivot) > 0) right -= 1;
    if (left > right) break;
    swap(rows, left, right);
    left += 1;
    right -= 1;
  }
  return left;
}

/** Puts in front of `place` what belongs there, and behind it what does not: Hoare's quickselect. */
function select(rows: Row[], place: number, compare: Compare): void {
  let low = 0;
  let high = rows.length - 1;
  while (low < high) {
    const upper = partition(rows, low, high, compare);
    if (place < upper) high = upper - 1;
    else low = upper;
  }
}

/**
 * The rows of one page of those that match. Only they are put in order: sorting ten thousand rows for the
 * fifty that are seen would hold the event loop.
 */
export function pageOf(
  all: Iterable<Row>,
  query: TableQuery,
): { readonly found: number; readonly rows: readonly Row[] } {
  const words = query.search.toLowerCase().split(/\s+/).filter(Boolean);
  const rows: Row[] = [];
  for (const row of all) {
    if (query.state !== undefined && row.words.text !== query.state) continue;
    if (words.length === 0 || row.has(words)) rows.push(row);
  }
  const found = rows.length;
  const { offset } = query;
  const end = Math.min(offset + query.limit, found);
  if (offset >= end) return { found, rows: [] };
  const compare = orderBy(query.sort, query.descending);
  if (end < found) select(rows, end, compare);
  rows.length = end;
  if (offset > 0) select(rows, offset, compare);
  return { found, rows: rows.slice(offset).sort(compare) };
}
