import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';

/** The package's version. Its package.json is two folders above the sources, and three above what is built. */
export function packageVersion(): string {
  const file = [
    resolve(__dirname, '../../package.json'),
    resolve(__dirname, '../../../package.json'),
  ].find(existsSync);
  if (file === undefined) return 'unknown';
  return (JSON.parse(readFileSync(file, 'utf8')) as { version: string }).version;
}
