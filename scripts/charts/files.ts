import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { embed } from './embed';
import { CHARTS } from './machines';
import { mermaidOf } from './mermaid';

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

/** Everything that is drawn from the machines: one Mermaid file each, and what the docs embed. */
function generatedFiles(): GeneratedFile[] {
  const drawn = [...CHARTS].map(([id, chart]) => ({
    path: join('docs', 'charts', `${id}.mmd`),
    text: `${mermaidOf(chart)}\n`,
  }));
  const embedded = markdownFiles().map((path) => ({
    path,
    text: embed(readFileSync(join(ROOT, path), 'utf8'), CHARTS),
  }));
  return [...drawn, ...embedded];
}

/** The generated files that do not hold what they should. */
export function staleFiles(): GeneratedFile[] {
  return generatedFiles().filter(({ path, text }) => {
    try {
      return readFileSync(join(ROOT, path), 'utf8') !== text;
    } catch {
      return true;
    }
  });
}
