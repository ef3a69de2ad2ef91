/** What a soak must show. */

import { median } from '../harness/stats';
import type { Counts, Delay } from '../servers/serve';
import type { Load } from './load';

export interface MemorySample {
  /** Seconds since the load began. */
  at: number;
  bytes: number;
}

/** What one server showed. */
export interface Soaked {
  load: Load;
  memory: MemorySample[];
  delay: Delay;
  /** Before the first of the connections, after the last, and after the drain. */
  counts: { before: Counts; idle: Counts; drained: Counts };
  /** Share of the machine that others used. */
  foreign: number;
}

export interface Finding {
  ok: boolean;
  text: string;
}

/** How long the load has to last before memory must be level, and over how long each level is taken. */
export function memoryWindows(seconds: number): { from: number; window: number } {
  return { from: Math.min(60, seconds / 3), window: Math.min(30, seconds / 6) };
}

const MIB = 2 ** 20;
/** The collector's own ups and downs. A short soak still sees the heap grow to its working size. */
const tolerance = (seconds: number) => (seconds >= 300 ? 0.1 : 0.5);
const TOLERATED_BYTES = 4 * MIB;

const at = (samples: readonly MemorySample[], from: number, to: number) =>
  median(samples.filter((s) => s.at >= from && s.at <= to).map(({ bytes }) => bytes));

/** Resident memory: as much at the end as after the first minute. */
export function memoryLevel(samples: readonly MemorySample[], seconds: number): Finding {
  const { from, window } = memoryWindows(seconds);
  const first = at(samples, from, from + window);
  const last = at(samples, seconds - window, seconds);
  const most = first * (1 + tolerance(seconds)) + TOLERATED_BYTES;
  const mib = (bytes: number) => `${(bytes / MIB).toFixed(1)} MiB`;
  return {
    ok: last <= most,
    text: `resident memory ${mib(first)} after ${Math.round(from)} s, ${mib(last)} at the end`,
  };
}

const named = (counts: Counts) =>
  Object.entries(counts)
    .filter(([, n]) => n !== 0)
    .map(([name, n]) => `${n} ${name}`)
    .join(', ') || 'nothing';

/** What is more than it was before the first connection. */
export function leftOver(before: Counts, after: Counts): Counts {
  return Object.fromEntries(
    Object.entries(after).flatMap(([name, n]) => {
      const more = n - (before[name] ?? 0);
      return more > 0 ? [[name, more]] : [];
    }),
  );
}

/** Counts that are zero once a server has drained, whatever they were before it began. */
const ZERO = [
  'open sockets',
  'listeners',
  'running timers',
  'running actors',
  'connections',
  'readers',
  'writers',
];

export function nothingLeft({ before, idle, drained }: Soaked['counts']): Finding[] {
  const still = Object.fromEntries(ZERO.map((name) => [name, drained[name] ?? 0]));
  const after = { ...leftOver(before, drained), ...still };
  const between = leftOver(before, idle);
  const none = (counts: Counts) => Object.values(counts).every((n) => n === 0);
  return [
    { ok: none(between), text: `left of the connections when all had gone: ${named(between)}` },
    { ok: none(after), text: `left after the drain: ${named(after)}` },
  ];
}

const DELAY_TIMES = 1.5;
const DELAY_MS = 5;

/** Event-loop delay: that of plain node:net with some room, or too little to matter. */
export function delayLike(ours: Delay, plain: readonly Delay[]): Finding {
  const theirs = Math.max(...plain.map(({ p99 }) => p99));
  const each = plain.map(({ p99 }) => p99.toFixed(2)).join(' and ');
  return {
    ok: ours.p99 <= Math.max(DELAY_MS, theirs * DELAY_TIMES),
    text: `event-loop delay p99 ${ours.p99.toFixed(2)} ms, plain node:net ${each} ms`,
  };
}

export function everyVisitWentWell({ failures, connections, skipped }: Load): Finding {
  const total = Object.values(connections).reduce((sum, n) => sum + n, 0);
  const wrong = Object.entries(failures).map(([what, n]) => `${n} x ${what}`);
  if (skipped > 0) wrong.push(`${skipped} not started, because the server did not keep up`);
  return {
    ok: wrong.length === 0 && total > 0,
    text: `${total} connections, ${wrong.length === 0 ? 'none failed' : `failures: ${wrong.join('; ')}`}`,
  };
}

export function judgeSoak(ours: Soaked, plain: readonly Soaked[], seconds: number): Finding[] {
  const named = (name: string, { ok, text }: Finding) => ({ ok, text: `${name}: ${text}` });
  return [
    named('xstate-net', everyVisitWentWell(ours.load)),
    ...plain.map(({ load }) => named('plain node:net', everyVisitWentWell(load))),
    memoryLevel(ours.memory, seconds),
    ...nothingLeft(ours.counts),
    delayLike(
      ours.delay,
      plain.map(({ delay }) => delay),
    ),
  ];
}
