/** The inspector's page as browsers get it: its files as they are, its scripts as ES modules. */

import { copyFileSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import typescript from 'typescript';
import { scriptOf } from '../../actors/services/inspector/http/sources';

/** Where its files are, below the services; what draws charts is the same here and there. */
const FOLDERS = ['inspector/page', 'charts'];

/** What only Node can run. */
const OF_NODE = /from 'node:/;

function ship(from: string, to: string): void {
  mkdirSync(dirname(to), { recursive: true });
  if (!from.endsWith('.ts')) {
    copyFileSync(from, to);
    return;
  }
  const source = readFileSync(from, 'utf8');
  if (!OF_NODE.test(source)) {
    writeFileSync(to.replace(/\.ts$/, '.js'), scriptOf(typescript, source));
  }
}

/** Writes all of it below `target`. */
export function shipPage(root: string, target: string): void {
  const services = join(root, 'actors/services');
  for (const folder of FOLDERS) {
    const files = readdirSync(join(services, folder), { recursive: true, withFileTypes: true });
    for (const { name, parentPath } of files.filter((file) => file.isFile())) {
      const from = join(parentPath, name);
      if (name !== 'tsconfig.json') ship(from, join(target, from.slice(services.length)));
    }
  }
}
