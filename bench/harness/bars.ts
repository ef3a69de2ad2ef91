/** The bars of the project, and whether a run meets them. */

import type { Metric, Results } from './results';
import { median } from './stats';

export interface Verdict {
  workload: string;
  /** What is asked, in words. */
  bar: string;
  status: 'met' | 'missed' | 'not measured';
  /** What was found, in words. */
  found: string;
  /** What is hoped for beyond the bar, and whether that was reached. */
  aim?: { bar: string; reached: boolean };
}

type Judge = (results: Results) => Omit<Verdict, 'workload' | 'bar'>;

interface Bar {
  workload: string;
  bar: string;
  judge: Judge;
}

const US = 'xstate-net';
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
function speedBar(workload: string, floor: number, aim?: number): Bar {
  return {
    workload,
    bar: `>= ${two(floor)} of plain node:net`,
    judge(results) {
      const rate = results.ratio(workload, US, RATE, THEM)?.median;
      const cpu = results.ratio(workload, US, CPU, THEM)?.median;
      if (rate === undefined || cpu === undefined) return NOT_MEASURED;
      const busy = results.spread(workload, THEM, 'busy').median;
      const saturated = busy >= SATURATED;
      const best = saturated ? Math.max(rate, cpu) : cpu;
      const why = saturated
        ? ''
        : `, which does not count: plain node:net was ${Math.round(busy)} % busy`;
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

const BARS: readonly Bar[] = [
  speedBar('request', 0.95),
  speedBar('pipelined', 0.95),
  speedBar('bulk', 0.95),
  speedBar('connect', 0.7, 0.9),
  memory,
  ladder,
  drain,
];

/** A verdict for each bar whose workload was to be run. */
export function judge(results: Results, workloads: readonly string[]): Verdict[] {
  return BARS.filter(({ workload }) => workloads.includes(workload)).map(
    ({ workload, bar, judge: verdict }) => ({ workload, bar, ...verdict(results) }),
  );
}

/** Why `--check` says no: bars that were missed or left open, and rounds of the two it compares that failed. */
export function objections(results: Results, verdicts: readonly Verdict[]): string[] {
  const bars = verdicts
    .filter(({ status }) => status !== 'met')
    .map(({ workload, bar, status, found }) => `${workload}: ${bar}: ${status} (${found})`);
  const rounds = results
    .failures()
    .filter(({ contender }) => contender === US || contender === THEM)
    .map(
      ({ workload, contender, round, error }) =>
        `${workload}: round ${round} of ${contender} failed: ${error}`,
    );
  return [...bars, ...rounds];
}
