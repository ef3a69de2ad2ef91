/** The results as text: a table for each workload, then the verdicts. */

import type { Verdict } from '../comparison/bars';
import { failed, type Metric, type Results } from '../harness/results';
import { figures } from './format';

export interface Listed {
  id: string;
  title: string;
}

export interface ListedWorkload extends Listed {
  metrics: readonly Metric[];
}

/** Lines of cells as aligned columns: the first to the left, the others to the right. */
export function columns(rows: readonly (readonly string[])[]): string[] {
  const widths: number[] = [];
  for (const row of rows) {
    row.forEach((cell, i) => {
      widths[i] = Math.max(widths[i] ?? 0, cell.length);
    });
  }
  return rows.map((row) =>
    row
      .map((cell, i) =>
        i === 0 ? cell.padEnd(widths[i] as number) : cell.padStart(widths[i] as number),
      )
      .join('  ')
      .trimEnd(),
  );
}

function row(results: Results, workload: ListedWorkload, contender: Listed): string[] {
  const { outcomes, note } = results.cell(workload.id, contender.id);
  const bad = outcomes.filter(failed).length;
  const name =
    bad > 0 ? `${contender.title} (! ${bad} of ${outcomes.length} rounds failed)` : contender.title;
  const cells = workload.metrics.flatMap((metric) => {
    const found = results.spread(workload.id, contender.id, metric.id);
    const value = [
      figures(found.median),
      found.n > 1 ? `${figures(found.min)}..${figures(found.max)}` : '',
    ];
    if (!metric.compare) return [value[0] as string];
    const ratio = results.ratio(workload.id, contender.id, metric);
    return [...value, ratio ? ratio.median.toFixed(2) : '-'];
  });
  return [note ? `${name}, ${note}` : name, ...cells];
}

function header(workload: ListedWorkload): string[] {
  return workload.metrics.flatMap(({ title, unit, compare }) => {
    const name = unit === '' ? title : `${title} (${unit})`;
    if (!compare) return [name];
    return [name, 'min..max', compare === 'times' ? 'times' : 'ratio'];
  });
}

export function tables(
  results: Results,
  workloads: readonly ListedWorkload[],
  contenders: readonly Listed[],
): string {
  return workloads
    .map((workload) => {
      const present = contenders.filter(({ id }) => results.has(workload.id, id));
      const rows = present.map((contender) => row(results, workload, contender));
      return [workload.title, ...columns([['', ...header(workload)], ...rows])].join('\n');
    })
    .join('\n\n');
}

export const LEGEND =
  'Medians of all rounds. ratio: speed compared with plain node:net in the same round, by rate or by\n' +
  'CPU time; 1 is the same, more is faster. times: a multiple of it, less is better.';

export function verdictLines(verdicts: readonly Verdict[]): string[] {
  return verdicts.map(({ workload, contender, bar, status, found, aim }) => {
    const hoped = aim ? `; aim ${aim.bar} ${aim.reached ? 'reached' : 'not reached'}` : '';
    return `${status.toUpperCase().padEnd(12)} ${workload}, ${contender}: ${bar} (${found}${hoped})`;
  });
}
