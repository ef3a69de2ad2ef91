import type { Chart } from '../../actors/services/charts/chart';
import { tableOf } from './table';

/** What a marker can ask for. */
const KINDS: Readonly<Record<string, (chart: Chart, pictures: string) => string>> = {
  /** Everything. */
  chart: ({ id }, pictures) => `![The statechart ${id}](${pictures}${id}.svg)`,
  /** The states without the innermost, and what leads from one to another. */
  outline: ({ id }, pictures) =>
    `![An outline of the statechart ${id}](${pictures}${id}-outline.svg)`,
  /** Every transition, in words. */
  table: (chart) => tableOf(chart),
};

const MARKED = /<!-- generated (\w+) (\w+) -->\n[\s\S]*?<!-- end generated -->/g;

/**
 * A Markdown text with what is between its markers generated anew:
 *
 *     <!-- generated chart tcpServer -->
 *     <!-- end generated -->
 *
 * `pictures` is the folder of the drawings, seen from the page.
 */
export function embed(
  markdown: string,
  charts: ReadonlyMap<string, Chart>,
  pictures: string,
): string {
  return markdown.replaceAll(MARKED, (_, kind: string, id: string) => {
    const generate = KINDS[kind];
    const chart = charts.get(id);
    if (generate === undefined || chart === undefined) {
      throw new Error(`nothing is known of "generated ${kind} ${id}"; see scripts/charts/embed.ts`);
    }
    return `<!-- generated ${kind} ${id} -->\n\n${generate(chart, pictures)}\n\n<!-- end generated -->`;
  });
}
