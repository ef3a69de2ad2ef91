import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';

/** Links of Markdown and of the HTML in it. */
const LINK = /\]\(([^)\s]+)\)|(?:src|srcset|href)="([^"]+)"/g;

const withoutCode = (markdown: string): string =>
  markdown.replace(/^```.*?^```/gms, '').replace(/`[^`\n]*`/g, '');

/** A heading's anchor, as GitHub makes it. */
const anchorOf = (heading: string): string =>
  heading
    .toLowerCase()
    .replace(/[^\p{L}\p{N}\s_-]/gu, '')
    .replace(/\s/g, '-');

const anchorsOf = (markdown: string): string[] =>
  [...markdown.matchAll(/^#+ +(.*)$/gm)].map(([, heading = '']) => anchorOf(heading));

/** Follows every relative link from some pages of a folder, and says which lead nowhere. */
export function brokenLinks(folder: string, pages: readonly string[]): string[] {
  const seen = new Set<string>();
  const waiting = [...pages];
  const broken: string[] = [];
  for (let page = waiting.pop(); page !== undefined; page = waiting.pop()) {
    if (seen.has(page)) continue;
    seen.add(page);
    const text = readFileSync(join(folder, page), 'utf8');
    for (const [, inMarkdown, inHtml] of withoutCode(text).matchAll(LINK)) {
      const link = inMarkdown ?? inHtml ?? '';
      if (/^[a-z]+:/.test(link)) continue;
      const [path = '', anchor] = link.split('#');
      const target = path === '' ? page : normalize(join(dirname(page), path));
      const there = join(folder, target);
      const isPage = target.endsWith('.md') && existsSync(there);
      if (!existsSync(there)) broken.push(`${page}: ${link}`);
      else if (
        isPage &&
        anchor !== undefined &&
        !anchorsOf(readFileSync(there, 'utf8')).includes(anchor)
      ) {
        broken.push(`${page}: ${link} (no such heading)`);
      }
      if (isPage) waiting.push(target);
    }
  }
  return broken;
}
