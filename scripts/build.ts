/**
 * `npm run build`: makes dist/ with plain tsc, and beside each public entry point a small ES module
 * that re-exports it. ES and CommonJS users so share one copy of each statechart: two copies would be
 * two tables of sockets, and an `instanceof XstateNetError` that fails.
 */
import { spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import {
  ELK_LICENCE,
  ELK_WORKER,
  elkLicence,
  elkWorkerCompressed,
} from '../actors/services/charts/elkFiles';
import { exports as packageExports } from '../package.json';
import { esModuleOf, esTypesOf } from './build/esModule';
import { shipPage } from './build/page';

const root = resolve(__dirname, '..');
const dist = join(root, 'dist');

/** Public entry points below dist/: the modules that `exports` of package.json names. */
const entryPoints: string[] = Object.values(packageExports).flatMap((entry) =>
  typeof entry === 'string' ? [] : entry.require.default.replace(/^\.\/dist\/(.*)\.js$/, '$1'),
);

function compile(): void {
  rmSync(dist, { recursive: true, force: true });
  const tsc = require.resolve('typescript/bin/tsc');
  const { status } = spawnSync(process.execPath, [tsc, '-p', 'tsconfig.build.json'], {
    cwd: root,
    stdio: 'inherit',
  });
  // tsc has said what is wrong.
  if (status !== 0) process.exit(status ?? 1);
}

function addEsModule(entry: string): void {
  const file = join(dist, `${entry}.js`);
  if (!existsSync(file)) return;
  const name = `./${entry.split('/').at(-1)}.js`;
  const exported = Object.keys(require(file) as object);
  writeFileSync(join(dist, `${entry}.mjs`), esModuleOf(name, exported));
  writeFileSync(join(dist, `${entry}.d.mts`), esTypesOf(name));
}

/** elkjs lays the charts out. Its worker ships with the package, compressed, and so does its licence. */
function shipElk(): void {
  const folder = join(dist, 'actors/services/charts/elk');
  const worker = elkWorkerCompressed();
  const licence = elkLicence();
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, ELK_WORKER), worker);
  const { version } = require('elkjs/package.json') as { version: string };
  const notice = `${ELK_WORKER} is the worker of elkjs ${version}, unchanged. Its source: https://github.com/kieler/elkjs`;
  writeFileSync(join(folder, ELK_LICENCE), `${notice}\n\n${licence}`);
}

function makeExecutable(file: string): void {
  if (!existsSync(file)) return;
  if (!readFileSync(file, 'utf8').startsWith('#!/usr/bin/env node\n')) {
    throw new Error(`${file} does not start with #!/usr/bin/env node; add it to its source`);
  }
  chmodSync(file, 0o755);
}

compile();
for (const entry of entryPoints) addEsModule(entry);
shipElk();
shipPage(root, join(dist, 'page'));
makeExecutable(join(dist, 'cli.js'));
