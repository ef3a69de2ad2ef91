/**
 * `npm run options`: writes what is made from the table of options: their types, the tables of
 * docs/options.md and docs/command-line.md, the JSON Schema of scripts. `npm run options -- --check`
 * changes nothing and fails if one of them is not what today's table says.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { scriptSchema } from '../testing/script/schema';
import { withTables } from './options/page';
import { clientOptionsFile, serverOptionsFile } from './options/types';

const ROOT = resolve(__dirname, '..');
const read = (path: string) => readFileSync(join(ROOT, path), 'utf8');

const FILES: Readonly<Record<string, () => string>> = {
  'machines/options/serverOptions.ts': serverOptionsFile,
  'machines/options/clientOptions.ts': clientOptionsFile,
  'docs/options.md': () => withTables(read('docs/options.md')),
  'docs/command-line.md': () => withTables(read('docs/command-line.md')),
  'schemas/script.schema.json': () => `${JSON.stringify(scriptSchema(), null, 2)}\n`,
};

function main(args: readonly string[]): number {
  const check = args.includes('--check');
  const unknown = args.find((arg) => arg !== '--check');
  if (unknown !== undefined) {
    console.error(`options: unknown argument ${unknown}; the only one is --check`);
    return 2;
  }
  const stale = Object.entries(FILES).filter(([path, text]) => read(path) !== text());
  for (const [path, text] of stale) {
    if (check) console.error(`options: ${path} is stale; run npm run options`);
    else {
      writeFileSync(join(ROOT, path), text());
      console.log(`options: wrote ${path}`);
    }
  }
  if (stale.length === 0) console.log('options: all up to date');
  return check && stale.length > 0 ? 1 : 0;
}

process.exitCode = main(process.argv.slice(2));
