/** What is run, in which order, and what is left out and why. */

import { JUDGED } from '../harness/args';
import type { Contender } from '../harness/contenders';
import type { Workload } from '../workloads/workload';

/** Descriptors of a server that are not connections: its own files, and the probes of the ladder. */
const OTHER_DESCRIPTORS = 200;

export interface Pair {
  workload: Workload;
  contender: Contender;
  connections: number;
  note?: string;
}

export interface Skipped {
  contender?: string;
  workload?: string;
  why: string;
}

/** Starting and stopping a server and waiting for quiet, beside the workload itself. */
const OVERHEAD_SECONDS = 0.9;

/** How many connections a contender is given, and a note when they are fewer than the others get. */
export function scale(
  workload: Workload,
  contender: Pick<Contender, 'mostIdle'>,
  descriptors: number,
): { connections: number; note?: string } {
  const room = descriptors - OTHER_DESCRIPTORS;
  const { connections: wanted } = workload;
  const connections = Math.min(wanted, room, contender.mostIdle ?? wanted);
  if (connections === wanted) return { connections };
  const why = connections === room ? `: the descriptor limit is ${descriptors}` : '';
  return { connections, note: `with ${connections} connections${why}` };
}

/** Every measurement of one round. */
export function pairs(
  workloads: readonly Workload[],
  contenders: readonly Contender[],
  descriptors: number,
): { pairs: Pair[]; skipped: Skipped[] } {
  const found: Pair[] = [];
  const skipped: Skipped[] = [];
  for (const workload of workloads) {
    for (const contender of contenders) {
      const why = workload.leftOut?.(contender);
      if (why) skipped.push({ workload: workload.id, contender: contender.id, why });
      else found.push({ workload, contender, ...scale(workload, contender, descriptors) });
    }
  }
  return { pairs: found, skipped };
}

/** Contenders in another order in each round, so that none is always measured after the same one. */
function ordered<T extends { contender: { id: string } }>(all: readonly T[], round: number): T[] {
  const ids = [...new Set(all.map(({ contender }) => contender.id))];
  const turned = ids.map((_, i) => ids[(i + round) % ids.length] as string);
  return [...all].sort((a, b) => turned.indexOf(a.contender.id) - turned.indexOf(b.contender.id));
}

/** With more rounds than this, only what is compared closely is measured in each of them. */
const ROUNDS_OF_ALL = 5;

/**
 * A speed that must come within a few percent of another takes more rounds than the rest: how fast one
 * process runs depends by as much on where its memory and its compiled code happen to lie.
 */
function takesPart({ workload, contender }: Pair, round: number, rounds: number): boolean {
  const closely = workload.close === true && (JUDGED as readonly string[]).includes(contender.id);
  return rounds <= ROUNDS_OF_ALL || closely || round % 2 === 1;
}

/** One round, workload by workload, so that what is compared is measured within seconds. */
export function roundOf(pairs: readonly Pair[], round: number, rounds: number): Pair[] {
  const all = pairs.filter((pair) => takesPart(pair, round, rounds));
  const workloads = [...new Set(all.map(({ workload }) => workload))];
  return workloads.flatMap((workload) =>
    ordered(
      all.filter((pair) => pair.workload === workload),
      round,
    ),
  );
}

/** Every measurement of all rounds, in their order. */
export function everyRound(
  pairs: readonly Pair[],
  rounds: number,
): { round: number; pair: Pair }[] {
  const numbers = Array.from({ length: rounds }, (_, i) => i + 1);
  return numbers.flatMap((round) => roundOf(pairs, round, rounds).map((pair) => ({ round, pair })));
}

export function expectedSeconds(pairs: readonly Pair[], rounds: number, quick: boolean): number {
  const factor = quick ? 0.6 : 1;
  const each = everyRound(pairs, rounds).map(
    ({ pair }) => pair.workload.seconds * factor + OVERHEAD_SECONDS,
  );
  return each.reduce((sum, seconds) => sum + seconds, 0);
}
