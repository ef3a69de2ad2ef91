import type { Chart } from './chart';
import { mermaidOf } from './mermaid';
import { outlineOf } from './outline';
import { tableOf } from './table';

const fenced = (mermaid: string) => `\`\`\`mermaid\n${mermaid}\n\`\`\``;

/** Deep enough for the regions of a connection and their states. */
const OUTLINE_DEPTH = 3;

/** What a marker can ask for. */
const KINDS: Readonly<Record<string, (chart: Chart) => string>> = {
  /** Everything. */
  chart: (chart) => fenced(mermaidOf(chart)),
  /** The states and what leads from one to another. */
  sketch: (chart) => fenced(mermaidOf(chart, { internal: false })),
  /** The same without the innermost states of a deep chart. */
  outline: (chart) => fenced(mermaidOf(outlineOf(chart, OUTLINE_DEPTH), { internal: false })),
  /** Every transition, in words. */
  table: tableOf,
};

const MARKED = /<!-- generated (\w+) (\w+) -->\n[\s\S]*?<!-- end generated -->/g;

/**
 * A Markdown text with what is between its markers generated anew:
 *
 *     <!-- generated chart tcpServer -->
 *     <!-- end generated -->
 */
export function embed(markdown: string, charts: ReadonlyMap<string, Chart>): string {
  return markdown.replaceAll(MARKED, (_, kind: string, id: string) => {
    const generate = KINDS[kind];
    const chart = charts.get(id);
    if (generate === undefined || chart === undefined) {
      throw new Error(`nothing is known of "generated ${kind} ${id}"; see scripts/charts/embed.ts`);
    }
    return `<!-- generated ${kind} ${id} -->\n\n${generate(chart)}\n\n<!-- end generated -->`;
  });
}
