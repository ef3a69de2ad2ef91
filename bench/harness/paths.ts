/** Where the benchmark keeps what it builds, and how it starts TypeScript. */

import { join } from 'node:path';

export const ROOT = join(__dirname, '../..');
export const CACHE = join(ROOT, 'node_modules/.cache/xstate-net-bench');
export const DOCS = join(ROOT, 'docs/bench');

let node = process.execPath;

/** Has all servers on Node run by another one than the harness's own. */
export function serveWith(path: string): void {
  node = path;
}

/** The Node that runs what is measured. */
export const servingNode = (): string => node;

/** Node running a TypeScript file with no compiler in the process; see servers/register.cjs. */
export function nodeCommand(file: string, ...args: string[]): string[] {
  return commandOf(node, file, ...args);
}

/** The same on a Node of one's choice. */
export function commandOf(nodeFile: string, file: string, ...args: string[]): string[] {
  return [nodeFile, '--require', join(ROOT, 'bench/servers/register.cjs'), file, ...args];
}
