import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterwards } from './afterwards';

/** A folder of this test's own, short enough for the paths of unix sockets. */
export function aFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'xn-'));
  afterwards(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}
