/** What Linux still holds of a connection's bytes: how much of what was sent has reached the peer. */

import { readFile } from 'node:fs/promises';
import { endianness, platform } from 'node:os';
import type { HeldByKernel } from '../deliveredBy';

/** The two ends of a TCP connection, as a socket knows them. */
export interface Ends {
  readonly localAddress: string;
  readonly localPort: number;
  readonly remoteAddress: string;
  readonly remotePort: number;
}

/** Linux's tables of TCP sockets (proc(5)); a dual-stack socket of an IPv4 connection is in the second. */
const TABLES = ['/proc/net/tcp', '/proc/net/tcp6'];

const MAPPED = '0000000000000000FFFF0000';
const IS_LITTLE = endianness() === 'LE';
const PLAIN = /^(\d+)\.(\d+)\.(\d+)\.(\d+)$/;

const hex = (value: number, digits: number) =>
  value.toString(16).toUpperCase().padStart(digits, '0');

/** Four bytes as the kernel prints them: one number of the machine's. */
const word = (bytes: readonly number[]): string =>
  (IS_LITTLE ? [...bytes].reverse() : bytes).map((byte) => hex(byte, 2)).join('');

function ipv6Bytes(address: string): number[] {
  const [head = '', tail] = (address.split('%')[0] as string).split('::');
  const groups = (text: string | undefined) =>
    text === undefined || text === ''
      ? []
      : text.split(':').flatMap((group) => {
          const value = Number.parseInt(group, 16);
          return [value >> 8, value & 255];
        });
  const [front, back] = [groups(head), groups(tail)];
  return [...front, ...new Array(16 - front.length - back.length).fill(0), ...back];
}

/** An address as it stands in the tables; IPv4 as it would stand there mapped into IPv6. */
function inTable(address: string): string {
  const plain = PLAIN.exec(address.replace(/^::ffff:/i, ''));
  if (plain !== null) return MAPPED + word(plain.slice(1).map(Number));
  const bytes = ipv6Bytes(address);
  return [0, 4, 8, 12].map((at) => word(bytes.slice(at, at + 4))).join('');
}

const keyOf = (from: string, fromPort: number, to: string, toPort: number): string =>
  `${inTable(from)}:${hex(fromPort, 4)} ${inTable(to)}:${hex(toPort, 4)}`;

/** What a line of a table says: between whom, and what waits to be acknowledged and to be read. */
const LINE =
  /^ *\d+: ([0-9A-F]+):([0-9A-F]{4}) ([0-9A-F]+):([0-9A-F]{4}) [0-9A-F]{2} ([0-9A-F]{8}):([0-9A-F]{8}) /gm;

/** What is written to a table for each connection's end that is asked for. */
function queuesIn(table: string, wanted: ReadonlyMap<string, unknown>) {
  const found = new Map<string, { readonly unacknowledged: number; readonly unread: number }>();
  for (const [
    ,
    from = '',
    fromPort,
    to = '',
    toPort,
    sending = '',
    receiving = '',
  ] of table.matchAll(LINE)) {
    const prefix = from.length === 8 ? MAPPED : '';
    const key = `${prefix}${from}:${fromPort} ${prefix}${to}:${toPort}`;
    if (!wanted.has(key)) continue;
    found.set(key, {
      unacknowledged: Number.parseInt(sending, 16),
      unread: Number.parseInt(receiving, 16),
    });
  }
  return found;
}

const UNKNOWN: HeldByKernel = { unacknowledged: 0, unread: undefined };

interface Question {
  readonly own: string;
  readonly peers: string;
  readonly answer: (held: HeldByKernel) => void;
}

let asked: Question[] = [];
let isReading = false;

/**
 * Answers how many bytes the kernel still holds for the peer of a connection: those that the peer has not
 * acknowledged and, if the peer is on this machine, those that it has not read. None where that is not known.
 *
 * All who ask while the tables are read wait for the next reading and share it, so that asking costs one
 * reading at a time however many ask.
 */
export function heldByKernel(ends: Ends, answer: (held: HeldByKernel) => void): void {
  if (platform() !== 'linux') {
    answer(UNKNOWN);
    return;
  }
  const { localAddress, localPort, remoteAddress, remotePort } = ends;
  asked.push({
    own: keyOf(localAddress, localPort, remoteAddress, remotePort),
    peers: keyOf(remoteAddress, remotePort, localAddress, localPort),
    answer,
  });
  if (!isReading) void readTables();
}

async function readTables(): Promise<void> {
  isReading = true;
  const questions = asked;
  asked = [];
  const wanted = new Map(questions.flatMap(({ own, peers }) => [[own, 0] as const, [peers, 0]]));
  const tables = await Promise.all(TABLES.map((path) => readFile(path, 'latin1').catch(() => '')));
  isReading = false;
  if (asked.length > 0) void readTables();
  const found = tables.map((table) => queuesIn(table, wanted));
  const queues = (key: string) => found.map((table) => table.get(key)).find(Boolean);
  for (const { own, peers, answer } of questions) {
    answer({
      unacknowledged: queues(own)?.unacknowledged ?? 0,
      unread: queues(peers)?.unread,
    });
  }
}
