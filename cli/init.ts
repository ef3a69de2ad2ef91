/** Writes a small project that runs at once: a protocol, a server, tests. */

import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { packageFolder, packageVersion } from '../actors/kit/version';
import { XstateNetError } from '../index';
import { reasonOf, shown } from '../machines/kit/shown';
import type { Output } from './output';

/** Names that npm takes for a package of one's own. */
const NAME = /^[a-z0-9][a-z0-9._-]{0,213}$/;

/** What npm leaves out of a package goes into it by another name. */
const RENAMED: Readonly<Record<string, string>> = { gitignore: '.gitignore' };

interface Manifest {
  readonly devDependencies: Readonly<Record<string, string>>;
  readonly peerDependencies: Readonly<Record<string, string>>;
}

/** What the project needs, in the versions that this package is tested with. */
function manifestOf(name: string, spec: string): object {
  const own = JSON.parse(readFileSync(join(packageFolder(), 'package.json'), 'utf8')) as Manifest;
  const { tsx, xstate } = own.peerDependencies;
  const { typescript, '@types/node': node } = own.devDependencies;
  return {
    name,
    version: '0.1.0',
    private: true,
    type: 'module',
    scripts: {
      start: 'tsx server.ts',
      test: 'node --import tsx --test protocol.test.ts',
      typecheck: 'tsc',
      inspect: 'xstate-net serve ./protocol.ts --inspect',
      chart: 'xstate-net chart ./protocol.ts --svg -o protocol.svg',
    },
    dependencies: { xstate, 'xstate-net': spec },
    devDependencies: { '@types/node': `^${node}`, tsx, typescript: `^${typescript}` },
  };
}

const files = (folder: string): readonly string[] | undefined => {
  try {
    return readdirSync(folder);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
};

function write(folder: string, name: string, spec: string): void {
  if ((files(folder) ?? []).length > 0) {
    throw new XstateNetError(
      'XN_BAD_USAGE',
      `${shown(folder)} is not empty; give init a folder that is, or that is not there yet`,
    );
  }
  const templates = join(packageFolder(), 'templates', 'project');
  mkdirSync(folder, { recursive: true });
  for (const file of readdirSync(templates)) {
    const text = readFileSync(join(templates, file), 'utf8').replaceAll('{name}', name);
    writeFileSync(join(folder, RENAMED[file] ?? file), text, { flag: 'wx' });
  }
  const manifest = `${JSON.stringify(manifestOf(name, spec), undefined, 2)}\n`;
  writeFileSync(join(folder, 'package.json'), manifest, { flag: 'wx' });
}

/** The options of `init` as commander hands them over. */
export interface InitFlags {
  readonly package?: string;
}

/** What npm installs as this package: a file is told by where it is, since the project is elsewhere. */
const specOf = ({ package: given = `^${packageVersion()}` }: InitFlags): string =>
  existsSync(given) ? `file:${resolve(given)}` : given;

/** Makes the project in a folder, which gives it its name. Nothing that is there is written over. */
export function init(where: string, flags: InitFlags, output: Output): number {
  const folder = resolve(where);
  const name = basename(folder);
  if (!NAME.test(name)) {
    throw new XstateNetError(
      'XN_BAD_USAGE',
      `${shown(name)} is no name for a package; give init one of small letters, digits, ".", "_" and "-"`,
    );
  }
  try {
    write(folder, name, specOf(flags));
  } catch (error) {
    if (error instanceof XstateNetError) throw error;
    throw new XstateNetError(
      'XN_OUTPUT_FAILED',
      `${shown(folder)} could not be written (${reasonOf(error)}); choose a place where you may write`,
      error,
    );
  }
  output.out(`${name} is in ${folder}. What now:`);
  for (const step of [`cd ${where}`, 'npm install', 'npm test', 'npm start']) {
    output.out(`  ${step}`);
  }
  return 0;
}
