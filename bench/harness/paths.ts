/** Where the benchmark keeps what it builds, and how it starts TypeScript. */

import { join } from 'node:path';

const ROOT = join(__dirname, '../..');
export const CACHE = join(ROOT, 'node_modules/.cache/xstate-net-bench');
export const DOCS = join(ROOT, 'docs/bench');

/** Node running a TypeScript file with no compiler in the process; see servers/register.cjs. */
export function nodeCommand(file: string, ...args: string[]): string[] {
  return [process.execPath, '--require', join(ROOT, 'bench/servers/register.cjs'), file, ...args];
}
