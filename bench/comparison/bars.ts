/** The bars of the project, and whether a run meets them. */

import { JUDGED } from '../harness/args';
import type { Metric, Results } from '../harness/results';
import { median } from '../harness/stats';

export interface Verdict {
  workload: string;
  /** Whose figure is compared with that of plain node:net. */
  contender: string;
  /** What is asked, in words. */
  bar: string;
  status: 'met' | 'missed' | 'not measured';
  /** What was found, in words. */
  found: string;
  /** What is hoped for beyond the bar, and whether that was reached. */
  aim?: { bar: string; reached: boolean };
}

type Judge = (results: Results) => Omit<Verdict, 'workload' | 'contender' | 'bar'>;

interface Bar {
  workload: string;
  contender: string;
  bar: string;
  judge: Judge;
}

/** The ways of serving that people use. */
const USED = ['command', 'app'] as const;
/** Of them the one that can be asked how it is. */
const US = 'app';
const THEM = 'net';
const NOT_MEASURED = { status: 'not measured', found: 'no round in which both succeeded' } as const;

const two = (value: number) => value.toFixed(2);

const RATE: Metric = { id: 'rate', title: 'throughput', unit: '', compare: 'rate' };
const CPU: Metric = { id: 'cpu', title: 'CPU time', unit: '', compare: 'cost' };

/** Percent of a core above which a server counts as the bottleneck. */
const SATURATED = 85;

/**
 * Either throughput or CPU time may meet a bar. Throughput counts only where plain node:net was the
 * bottleneck of its own figure; otherwise it could have done more, and to equal it means little.
 */
function speedBar(
  workload: string,
  us: string,
  floor: number,
  aim?: number,
  what = 'plain node:net',
): Bar {
  return {
    workload,
    contender: us,
    bar: `>= ${two(floor)} of ${what}`,
    judge(results) {
      const rate = results.ratio(workload, us, RATE, THEM)?.median;
      const cpu = results.ratio(workload, us, CPU, THEM)?.median;
      if (rate === undefined || cpu === undefined) return NOT_MEASURED;
      const busy = results.spread(workload, THEM, 'busy').median;
      const saturated = busy >= SATURATED;
      const best = saturated ? Math.max(rate, cpu) : cpu;
      const why = saturated ? '' : `, which does not count: ${what} was ${Math.round(busy)} % busy`;
      return {
        status: best >= floor ? 'met' : 'missed',
        found: `${two(cpu)} by CPU time, ${two(rate)} by throughput${why}`,
        ...(aim !== undefined && { aim: { bar: `>= ${two(aim)}`, reached: best >= aim } }),
      };
    },
  };
}

const MEMORY_TIMES = 1.8;
const MEMORY_MORE = 5_000;

const memory: Bar = {
  workload: 'memory',
  contender: US,
  bar: `<= ${MEMORY_TIMES} times plain node:net, or <= ${MEMORY_MORE} bytes more`,
  judge(results) {
    const ours = results.byRound('memory', US, 'bytes');
    const theirs = results.byRound('memory', THEM, 'bytes');
    const rounds = [...ours.keys()].filter((round) => theirs.has(round));
    if (rounds.length === 0 || results.cell('memory', US).note) return NOT_MEASURED;
    const pairs = rounds.map((r) => [ours.get(r) as number, theirs.get(r) as number] as const);
    const times = median(pairs.map(([us, them]) => us / them));
    const more = median(pairs.map(([us, them]) => us - them));
    return {
      status: times <= MEMORY_TIMES || more <= MEMORY_MORE ? 'met' : 'missed',
      found: `${two(times)} times, ${Math.round(more)} bytes more`,
    };
  },
};

const LADDER_GROWTH = 1.3;

/** Growth of what a connection costs from 1,000 to 15,000 live ones, over that of plain node:net. */
const ladder: Bar = {
  workload: 'ladder',
  contender: US,
  bar: `cost at 15,000 / at 1,000 live <= ${LADDER_GROWTH} times that of plain node:net`,
  judge(results) {
    if (results.cell('ladder', US).note) return NOT_MEASURED;
    const found = (['growth', 'wallGrowth'] as const).flatMap((id) => {
      const metric: Metric = { id, title: '', unit: '', compare: 'times' };
      const ratio = results.ratio('ladder', US, metric, THEM);
      return ratio ? [ratio.median] : [];
    });
    const [cpu, wall] = found;
    if (cpu === undefined || wall === undefined) return NOT_MEASURED;
    return {
      status: Math.min(cpu, wall) <= LADDER_GROWTH ? 'met' : 'missed',
      found: `${two(cpu)} by CPU time, ${two(wall)} by elapsed time`,
    };
  },
};

const DRAIN_SECONDS = 2;
const DRAIN_GROWTH = 2.5;

const drain: Bar = {
  workload: 'drain',
  contender: US,
  bar: `10,000 connections in <= ${DRAIN_SECONDS} s and <= ${DRAIN_GROWTH} times that of 5,000`,
  judge(results) {
    const seconds = results.spread('drain', US, 'seconds');
    const growth = results.spread('drain', US, 'growth');
    if (seconds.n === 0 || growth.n === 0 || results.cell('drain', US).note) return NOT_MEASURED;
    const met = seconds.median <= DRAIN_SECONDS && growth.median <= DRAIN_GROWTH;
    return {
      status: met ? 'met' : 'missed',
      found: `${two(seconds.median)} s, ${two(growth.median)} times that of 5,000`,
    };
  },
};

const BURST_TIMES = 1.2;

/** A burst is over when the last has been served: retries of those that the kernel dropped are in it. */
const burstBar = (us: string): Bar => ({
  workload: 'burst',
  contender: us,
  bar: `<= ${BURST_TIMES} times plain node:net`,
  judge(results) {
    const metric: Metric = { id: 'seconds', title: '', unit: '', compare: 'times' };
    const times = results.ratio('burst', us, metric, THEM)?.median;
    if (times === undefined) return NOT_MEASURED;
    return { status: times <= BURST_TIMES ? 'met' : 'missed', found: `${two(times)} times` };
  },
});

/** What is compared with a library on bare sockets, or with Node's own TLS. */
const FRAMED_AND_SECURED = [
  ['lines', 0.95, 'split2 on plain node:net'],
  ['turns', 0.9, 'plain node:net'],
  ['resp', 1, 'redis-parser on plain node:net'],
  ['tls-request', 0.95, 'plain node:tls'],
  ['tls-bulk', 0.95, 'plain node:tls'],
  ['handshakes', 0.9, 'plain node:tls'],
] as const;

const BARS: readonly Bar[] = [
  ...['request', 'pipelined', 'bulk'].flatMap((workload) =>
    USED.map((us) => speedBar(workload, us, 0.95)),
  ),
  ...['connect', 'connect-50'].flatMap((workload) =>
    USED.map((us) => speedBar(workload, us, 0.9, 1)),
  ),
  ...USED.map(burstBar),
  ...FRAMED_AND_SECURED.flatMap(([workload, floor, what]) =>
    USED.map((us) => speedBar(workload, us, floor, undefined, what)),
  ),
  memory,
  ladder,
  drain,
];

/** A verdict for each bar whose workload was to be run. */
export function judge(results: Results, workloads: readonly string[]): Verdict[] {
  return BARS.filter(({ workload }) => workloads.includes(workload)).map(
    ({ judge: verdict, ...bar }) => ({ ...bar, ...verdict(results) }),
  );
}

/** Why `--check` says no: bars that were missed or left open, and rounds of those it compares that failed. */
export function objections(results: Results, verdicts: readonly Verdict[]): string[] {
  const bars = verdicts
    .filter(({ status }) => status !== 'met')
    .map(
      ({ workload, contender, bar, status, found }) =>
        `${workload}, ${contender}: ${bar}: ${status} (${found})`,
    );
  const rounds = results
    .failures()
    .filter(({ contender }) => (JUDGED as readonly string[]).includes(contender))
    .map(
      ({ workload, contender, round, error }) =>
        `${workload}: round ${round} of ${contender} failed: ${error}`,
    );
  return [...bars, ...rounds];
}
