import {
  type Chart,
  type ChartTransition,
  nameOf,
  statesOf,
} from '../../actors/services/charts/chart';
import { labelOf } from '../../actors/services/charts/links';

const code = (text: string) => `\`${text}\``;

/** A bar would end the cell. */
const cell = (text: string) => text.replaceAll('|', '\\|');

function row(chart: Chart, transition: ChartTransition): string {
  const target = transition.targets.map((path) => code(nameOf(path, chart))).join(', ');
  return [
    code(nameOf(transition.source, chart)),
    code(labelOf(transition)),
    target === '' ? 'stays' : target,
    transition.actions.map(code).join(', '),
  ]
    .map(cell)
    .join(' | ');
}

/**
 * Every transition of a chart as a Markdown table: what the drawing leaves out for room. Of several
 * with the same event the first whose guard says yes is taken.
 */
export function tableOf(chart: Chart): string {
  const rows = statesOf(chart.root).flatMap(({ transitions }) =>
    transitions.map((transition) => `| ${row(chart, transition)} |`),
  );
  return ['| in | on | goes to | does |', '|---|---|---|---|', ...rows].join('\n');
}
