/** The results as a chart: a panel for each workload, a bar for each contender, plain node:net at 1. */

import type { Metric, Results } from '../harness/results';
import { figures } from './format';
import type { Listed, ListedWorkload } from './table';

const PANEL = 600;
const LABEL = 190;
const VALUE = 140;
const ROW = 22;
const TITLE = 34;
const GAP = 14;
const PLOT = PANEL - LABEL - VALUE - 10;

const COLOURS: Record<string, string> = { net: '#8a94a6', 'xstate-net': '#2458d3' };
const OTHERS = '#b9c4d6';

const escapes: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };
export const escapeXml = (text: string): string =>
  text.replace(/[&<>"]/g, (c) => escapes[c] as string);

const round = (value: number) => Math.round(value * 10) / 10;

function text(x: number, y: number, content: string, style = ''): string {
  return `<text x="${round(x)}" y="${round(y)}"${style && ` ${style}`}>${escapeXml(content)}</text>`;
}

interface BarOf {
  title: string;
  colour: string;
  value: string;
  ratio?: { median: number; min: number; max: number };
}

/** The first metric of a workload decides: its ratio to plain node:net, or nothing to draw. */
function barsOf(
  results: Results,
  workload: ListedWorkload,
  contenders: readonly Listed[],
): BarOf[] {
  const metric = workload.metrics[0] as Metric;
  return contenders
    .filter(({ id }) => results.has(workload.id, id))
    .map(({ id, title }) => {
      const ratio = results.ratio(workload.id, id, metric);
      const { median } = results.spread(workload.id, id, metric.id);
      return {
        title,
        colour: COLOURS[id] ?? OTHERS,
        value: `${figures(median)}${metric.unit === '/s' ? '' : ' '}${metric.unit}`.trim(),
        ...(ratio && { ratio }),
      };
    });
}

/** Long bars are cut, since one contender that is far off would flatten all the others. */
const MOST = 2.5;

function panel(
  left: number,
  top: number,
  workload: ListedWorkload,
  bars: readonly BarOf[],
): string {
  const metric = workload.metrics[0] as Metric;
  const better = metric.compare === 'times' ? 'shorter is better' : 'longer is better';
  const longest = Math.max(1.1, ...bars.map(({ ratio }) => ratio?.median ?? 0));
  const scale = PLOT / Math.min(MOST, longest);
  const at = (ratio: number) => left + LABEL + Math.min(PLOT, ratio * scale);
  const rows = bars.flatMap(({ title, colour, value, ratio }, i) => {
    const y = top + TITLE + i * ROW;
    const label = text(left + LABEL - 8, y + 14, title, 'text-anchor="end"');
    if (!ratio) return [label, text(left + LABEL + 6, y + 14, value, 'fill="#6b7280"')];
    const length = at(ratio.median) - left - LABEL;
    const mid = y + ROW / 2 - 2;
    return [
      label,
      `<rect x="${left + LABEL}" y="${y + 2}" width="${round(length)}" height="${ROW - 8}" fill="${colour}"/>`,
      `<path d="M${round(at(ratio.min))} ${mid}H${round(at(ratio.max))}" stroke="#111827" stroke-width="1.5"/>`,
      text(left + LABEL + PLOT + 10, y + 14, ratio.median.toFixed(2)),
      text(left + LABEL + PLOT + 52, y + 14, value, 'fill="#6b7280"'),
    ];
  });
  const line = `<path d="M${round(at(1))} ${top + TITLE - 4}V${top + TITLE + bars.length * ROW}" stroke="#6b7280" stroke-dasharray="3 3"/>`;
  return [
    `<text x="${left + 20}" y="${top + 18}"><tspan font-weight="600">${escapeXml(workload.title)}</tspan><tspan dx="8" fill="#6b7280">${better}</tspan></text>`,
    ...rows,
    line,
  ].join('\n');
}

const COLUMNS = 2;

export function chart(
  results: Results,
  workloads: readonly ListedWorkload[],
  contenders: readonly Listed[],
  caption: string,
): string {
  const drawn = workloads
    .map((workload) => ({ workload, bars: barsOf(results, workload, contenders) }))
    .filter(({ bars }) => bars.length > 0);
  const panels: string[] = [];
  let top = 44;
  for (let i = 0; i < drawn.length; i += COLUMNS) {
    const row = drawn.slice(i, i + COLUMNS);
    panels.push(...row.map(({ workload, bars }, k) => panel(k * PANEL, top, workload, bars)));
    top += TITLE + Math.max(...row.map(({ bars }) => bars.length)) * ROW + GAP;
  }
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${COLUMNS * PANEL} ${top + 24}" font-family="system-ui, sans-serif" font-size="12" fill="#111827">
<title>xstate-net compared with plain node:net</title>
<rect width="100%" height="100%" fill="#ffffff"/>
${text(20, 26, 'Compared with plain node:net (dashed line), median and range of all rounds', 'font-size="15" font-weight="600"')}
${panels.join('\n')}
${text(20, top + 12, caption, 'fill="#6b7280"')}
</svg>
`;
}
