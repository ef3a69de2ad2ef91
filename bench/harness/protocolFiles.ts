/** The protocols of the benchmark as files that the built command serves: JavaScript, as an app would ship. */

import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { buildSync } from 'esbuild';
import { CACHE, ROOT } from './paths';

const SOURCES = join(ROOT, 'bench/servers/protocols');
const FOLDER = join(CACHE, 'protocols');

export const protocolFile = (name: string): string => join(FOLDER, `${name}.cjs`);

/** Builds them on the package in dist/: on another copy of it they would bring their own sockets. */
export function buildProtocols(names: readonly string[]): void {
  mkdirSync(FOLDER, { recursive: true });
  for (const name of names) {
    buildSync({
      entryPoints: [join(SOURCES, `${name}.ts`)],
      outfile: protocolFile(name),
      bundle: true,
      platform: 'node',
      format: 'cjs',
      alias: { 'xstate-net': join(ROOT, 'dist/index.js') },
      external: [join(ROOT, 'dist/*'), 'xstate', 'redis-parser'],
      logLevel: 'silent',
    });
  }
}
