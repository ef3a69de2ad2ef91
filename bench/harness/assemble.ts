/** Who and what can take part on this machine. */

import { WORKLOADS } from '../workloads';
import type { Workload } from '../workloads/workload';
import { CONTENDERS, type Contender } from './contenders';
import type { Skipped } from './plan';
import { Server } from './server';

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

export function assembleWorkloads(wanted: readonly string[] | undefined): {
  workloads: Workload[];
  skipped: Skipped[];
} {
  const workloads: Workload[] = [];
  const skipped: Skipped[] = [];
  for (const workload of WORKLOADS) {
    if (wanted && !wanted.includes(workload.id)) continue;
    const why = workload.unavailable?.();
    if (why === undefined) workloads.push(workload);
    else skipped.push({ workload: workload.id, why });
  }
  return { workloads, skipped };
}
