/** The files of the page: built ones, or made from their sources where this runs from sources. */

import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { extname, join, resolve } from 'node:path';

/** A file as a browser gets it. */
export interface Asset {
  readonly type: string;
  readonly body: Uint8Array;
  /** How the body is packed. */
  readonly encoding?: 'gzip';
}

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.txt': 'text/plain; charset=utf-8',
};

/** What the page is made of: its own folder and the drawing of charts. Nothing leads out of them. */
const NAME =
  /^(?:inspector\/page|charts)\/(?:[\w-]+\/)*[\w-]+(?:\.[\w-]+)*\.(?:html|css|js|svg|txt)$/;

/** Where the page itself is. */
export const INDEX = 'inspector/page/index.html';

/** What lays charts out, in a worker of the browser. */
const ELK_WORKER = 'elk-worker.min.js';

/** Where `npm run build` puts the page, and where its sources are, under the same names. */
const BUILT = resolve(__dirname, '../../../../page');
const SOURCES = resolve(__dirname, '../..');

async function read(path: string): Promise<Buffer | undefined> {
  try {
    return await readFile(path);
  } catch {
    return undefined;
  }
}

async function fromBuilt(name: string, type: string): Promise<Asset | undefined> {
  const body = await read(join(BUILT, name));
  return body === undefined ? undefined : { type, body };
}

async function fromSources(name: string, type: string): Promise<Asset | undefined> {
  if (extname(name) !== '.js') {
    const body = await read(join(SOURCES, name));
    return body === undefined ? undefined : { type, body };
  }
  const { scriptFrom } = await import('./sources');
  const script = await scriptFrom(SOURCES, name);
  return script === undefined ? undefined : { type, body: Buffer.from(script) };
}

/** The file of that name, if there is one. */
export async function assetOf(name: string): Promise<Asset | undefined> {
  const type = TYPES[extname(name)] as string;
  if (name === ELK_WORKER) {
    const { elkWorkerCompressed } = await import('../../charts/elkFiles');
    return { type, body: elkWorkerCompressed(), encoding: 'gzip' };
  }
  if (!NAME.test(name)) return undefined;
  return existsSync(BUILT) ? fromBuilt(name, type) : fromSources(name, type);
}
