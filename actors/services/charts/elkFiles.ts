import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';

/** What ships of elkjs, beside this file when it is built: its worker, compressed, and its licence. */
const SHIPPED_ELK = join(__dirname, 'elk');

export const ELK_WORKER = 'elk-worker.min.js.gz';
export const ELK_LICENCE = 'LICENSE.md';

/** Where the sources of this project have elkjs, which is not installed with the package. */
const DEVELOPED_WITH = join(__dirname, '../../../node_modules/elkjs');

const isBuilt = () => existsSync(join(SHIPPED_ELK, ELK_WORKER));

/** elkjs's worker, as gzip has compressed it: 1.6 MB are 0.5. */
export function elkWorkerCompressed(): Uint8Array {
  return isBuilt()
    ? readFileSync(join(SHIPPED_ELK, ELK_WORKER))
    : gzipSync(readFileSync(join(DEVELOPED_WITH, 'lib/elk-worker.min.js')), { level: 9 });
}

/** The source of elkjs's worker. */
export function elkWorker(): string {
  return isBuilt()
    ? gunzipSync(elkWorkerCompressed()).toString()
    : readFileSync(join(DEVELOPED_WITH, 'lib/elk-worker.min.js'), 'utf8');
}

/** The Eclipse Public License 2.0, under which elkjs is handed on. */
export function elkLicence(): string {
  return readFileSync(join(isBuilt() ? SHIPPED_ELK : DEVELOPED_WITH, ELK_LICENCE), 'utf8');
}
