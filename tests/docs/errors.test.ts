import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { ERROR_CODES } from 'xstate-net';

const page = readFileSync(resolve(__dirname, '../../docs/errors.md'), 'utf8');
const headings = [...page.matchAll(/^## (\S+)$/gm)].map(([, code]) => code);

it('has a heading for every error code, in the order of the list, and for nothing else', () => {
  expect([...headings].sort()).toEqual([...ERROR_CODES].sort());
});

it('says something of every code', () => {
  for (const section of page.split(/^## \S+$/m).slice(1)) expect(section.trim()).toMatch(/\.$/);
});
