/** The raw numbers, for whoever wants to compute something else from them. */

import type { Verdict } from '../comparison/bars';
import type { Skipped } from '../comparison/plan';
import type { Results } from '../harness/results';
import type { Listed, ListedWorkload } from './table';

export interface Circumstances {
  date: string;
  rounds: number;
  quick: boolean;
  versions: Record<string, string>;
  processor: string;
  processors: number;
  /** Which cores the server and its client were pinned to. */
  pinned: string;
  client: string;
  noise: { median: number; worst: number; repeated: number; noisy: number };
}

export function report(
  circumstances: Circumstances,
  results: Results,
  workloads: readonly ListedWorkload[],
  contenders: readonly Listed[],
  skipped: readonly Skipped[],
  verdicts: readonly Verdict[],
): string {
  const measured = workloads.map((workload) => ({
    id: workload.id,
    title: workload.title,
    metrics: workload.metrics,
    contenders: contenders
      .filter(({ id }) => results.has(workload.id, id))
      .map(({ id, title }) => {
        const { note, outcomes } = results.cell(workload.id, id);
        const metrics = workload.metrics.map((metric) => {
          const ratio = results.ratio(workload.id, id, metric);
          return [
            metric.id,
            { ...results.spread(workload.id, id, metric.id), ...(ratio && { ratio }) },
          ] as const;
        });
        return {
          id,
          title,
          ...(note && { note }),
          metrics: Object.fromEntries(metrics),
          rounds: outcomes,
        };
      }),
  }));
  return `${JSON.stringify({ ...circumstances, bars: verdicts, skipped, workloads: measured }, null, 2)}\n`;
}
