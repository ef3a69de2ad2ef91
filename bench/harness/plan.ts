/** What is run, in which order, and what is left out and why. */

import type { Workload } from '../workloads/workload';
import type { Contender } from './contenders';

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
export function ordered<T extends { contender: { id: string } }>(
  all: readonly T[],
  round: number,
): T[] {
  const ids = [...new Set(all.map(({ contender }) => contender.id))];
  const turned = ids.map((_, i) => ids[(i + round) % ids.length] as string);
  return [...all].sort((a, b) => turned.indexOf(a.contender.id) - turned.indexOf(b.contender.id));
}

/** One round, workload by workload, so that what is compared is measured within seconds. */
export function roundOf(all: readonly Pair[], round: number): Pair[] {
  const workloads = [...new Set(all.map(({ workload }) => workload))];
  return workloads.flatMap((workload) =>
    ordered(
      all.filter((pair) => pair.workload === workload),
      round,
    ),
  );
}

export function expectedSeconds(all: readonly Pair[], rounds: number, quick: boolean): number {
  const factor = quick ? 0.6 : 1;
  const each = all.map(({ workload }) => workload.seconds * factor + OVERHEAD_SECONDS);
  return rounds * each.reduce((sum, seconds) => sum + seconds, 0);
}
