import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

export const ROOT = resolve(__dirname, '..', '..');

/** A fenced block of a Markdown page. */
export interface CodeBlock {
  /** The page, and the line at which the block begins: what a failing test is known by. */
  readonly where: string;
  readonly page: string;
  /** `ts`, `sh`, `text`, ... */
  readonly language: string;
  /** What follows the language: `run`, `serve=HELLO`, `more`. */
  readonly words: readonly string[];
  readonly source: string;
  /** The `text` block that comes next: what the program prints. */
  readonly printed: string | undefined;
}

/** The pages that have to be true. */
export function pages(): string[] {
  const docs = readdirSync(join(ROOT, 'docs')).filter((name) => name.endsWith('.md'));
  return ['README.md', ...docs.map((name) => join('docs', name)).sort()];
}

const FENCED = /^```(\S*)([^\n]*)\n([\s\S]*?)^```$/gm;

/** The fenced blocks of a page, in order. */
function codeBlocksOf(page: string): CodeBlock[] {
  const markdown = readFileSync(join(ROOT, page), 'utf8');
  const found = [...markdown.matchAll(FENCED)].map((match) => {
    const [, language = '', rest = '', source = ''] = match;
    const line = markdown.slice(0, match.index).split('\n').length;
    return { line, language, words: rest.split(' ').filter(Boolean), source };
  });
  return found.map(({ line, ...block }, index) => {
    const next = found[index + 1];
    const printed = next?.language === 'text' ? next.source : undefined;
    return { where: `${page}:${line}`, page, ...block, printed };
  });
}

/** All blocks of a language on all pages. */
export function codeBlocks(...languages: string[]): CodeBlock[] {
  return pages()
    .flatMap(codeBlocksOf)
    .filter(({ language }) => languages.includes(language));
}

/** A block with those that it goes on from: a block marked `more` follows the one before it. */
export function withWhatComesBefore(block: CodeBlock, all: readonly CodeBlock[]): string {
  const ofPage = all.filter(({ page }) => page === block.page);
  let first = ofPage.indexOf(block);
  const last = first;
  while (first > 0 && ofPage[first]?.words.includes('more')) first -= 1;
  return ofPage
    .slice(first, last + 1)
    .map(({ source }) => source)
    .join('\n');
}
