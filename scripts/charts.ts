/**
 * `npm run charts`: draws the charts of docs/ and README.md from the machines themselves.
 * `npm run charts -- --check` changes nothing and fails if a drawing is not that of today's machines.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { ROOT, staleFiles } from './charts/files';

const args = process.argv.slice(2);
const check = args.includes('--check');
const unknown = args.find((arg) => arg !== '--check');

async function main(): Promise<number> {
  if (unknown !== undefined) {
    console.error(`charts: unknown argument ${unknown}; the only one is --check`);
    return 2;
  }
  const stale = await staleFiles();
  for (const { path, text } of stale) {
    if (check) console.error(`charts: ${path} is stale; run npm run charts`);
    else {
      mkdirSync(dirname(join(ROOT, path)), { recursive: true });
      writeFileSync(join(ROOT, path), text);
      console.log(`charts: wrote ${path}`);
    }
  }
  if (stale.length === 0) console.log('charts: all up to date');
  return check && stale.length > 0 ? 1 : 0;
}

void main().then((status) => {
  process.exitCode = status;
});
