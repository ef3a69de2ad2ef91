import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

/** Where this package is: its package.json is two folders above the sources, and three above what is built. */
export function packageFolder(): string {
  const folders = [resolve(__dirname, '../..'), resolve(__dirname, '../../..')];
  return (
    folders.find((folder) => existsSync(join(folder, 'package.json'))) ?? (folders[0] as string)
  );
}

/** The package's version; `unknown` where it has been bundled with something else. */
export function packageVersion(): string {
  const file = join(packageFolder(), 'package.json');
  if (!existsSync(file)) return 'unknown';
  return (JSON.parse(readFileSync(file, 'utf8')) as { version: string }).version;
}
