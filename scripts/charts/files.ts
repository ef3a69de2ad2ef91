import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { Chart } from '../../actors/services/charts/chart';
import { mermaidOf } from '../../actors/services/charts/mermaid';
import { outlineOf } from '../../actors/services/charts/outline';
import { svgOf } from '../../actors/services/charts/svg';
import { embed } from './embed';
import { CHARTS } from './machines';

export const ROOT = resolve(__dirname, '..', '..');

/** A generated file: what it should hold. */
export interface GeneratedFile {
  /** Below the root of the repository. */
  readonly path: string;
  readonly text: string;
}

function markdownFiles(): string[] {
  const docs = readdirSync(join(ROOT, 'docs')).filter((name) => name.endsWith('.md'));
  return ['README.md', ...docs.map((name) => join('docs', name)).sort()];
}

/** Deep enough for the regions of a connection and their states. */
const OUTLINE_DEPTH = 3;

/** The charts whose outline a page shows, too. */
const OUTLINED: ReadonlySet<string> = new Set(['connectedSocketAdapter']);

async function drawn(chart: Chart): Promise<GeneratedFile[]> {
  const file = (name: string) => join('docs', 'charts', `${chart.id}${name}`);
  const whole = [
    { path: file('.mmd'), text: `${mermaidOf(chart)}\n` },
    { path: file('.svg'), text: await svgOf(chart) },
  ];
  if (!OUTLINED.has(chart.id)) return whole;
  const outline = await svgOf(outlineOf(chart, OUTLINE_DEPTH), { internal: false });
  return [...whole, { path: file('-outline.svg'), text: outline }];
}

/** Everything that is drawn from the machines: files of their own, and what the docs embed. */
async function generatedFiles(): Promise<GeneratedFile[]> {
  const pictures = await Promise.all([...CHARTS.values()].map(drawn));
  const embedded = markdownFiles().map((path) => ({
    path,
    text: embed(
      readFileSync(join(ROOT, path), 'utf8'),
      CHARTS,
      path.startsWith('docs') ? 'charts/' : 'docs/charts/',
    ),
  }));
  return [...pictures.flat(), ...embedded];
}

/** The generated files that do not hold what they should. */
export async function staleFiles(): Promise<GeneratedFile[]> {
  return (await generatedFiles()).filter(({ path, text }) => {
    try {
      return readFileSync(join(ROOT, path), 'utf8') !== text;
    } catch {
      return true;
    }
  });
}
