/** Who and what can take part on this machine. */

import type { Arguments } from '../harness/args';
import { CONTENDERS, type Contender } from '../harness/contenders';
import { Server } from '../harness/server';
import { WORKLOADS } from '../workloads';
import type { Workload } from '../workloads/workload';
import type { Skipped } from './plan';

/** Starts it once: that fills the cache of compiled files, and shows whether it starts at all. */
async function trial(contender: Contender): Promise<string | undefined> {
  try {
    const server = await Server.start(
      contender.command({ echo: 'data', drains: false }),
      undefined,
      contender.listens,
    );
    await server.stop();
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

export async function assembleContenders(wanted: readonly string[] | undefined): Promise<{
  contenders: Contender[];
  skipped: Skipped[];
}> {
  const contenders: Contender[] = [];
  const skipped: Skipped[] = [];
  for (const contender of CONTENDERS) {
    if (wanted ? !wanted.includes(contender.id) : contender.byName) continue;
    const why = contender.prepare?.() ?? (await trial(contender));
    if (why === undefined) contenders.push(contender);
    else skipped.push({ contender: contender.id, why });
  }
  return { contenders, skipped };
}

/** All of them, those that are named, or when it must be quick those that take little time. */
export function wantedWorkloads({ only, quick }: Pick<Arguments, 'only' | 'quick'>): Workload[] {
  return WORKLOADS.filter(({ id, slow }) => (only ? only.includes(id) : !(quick && slow)));
}

export function assembleWorkloads(wanted: readonly Workload[]): {
  workloads: Workload[];
  skipped: Skipped[];
} {
  const workloads: Workload[] = [];
  const skipped: Skipped[] = [];
  for (const workload of wanted) {
    const why = workload.unavailable?.();
    if (why === undefined) workloads.push(workload);
    else skipped.push({ workload: workload.id, why });
  }
  return { workloads, skipped };
}
