import { spawnSync } from 'node:child_process';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join, resolve } from 'node:path';

export const ROOT = resolve(__dirname, '..', '..');

const manifest = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as {
  readonly version: string;
  readonly exports: Readonly<Record<string, unknown>>;
  readonly devDependencies: Readonly<Record<string, string>>;
};

export const { version } = manifest;

/** The public entry points of TypeScript, as a user imports them: `xstate-net`, `xstate-net/testing`. */
export const ENTRY_POINTS = Object.keys(manifest.exports)
  .filter((path) => !path.endsWith('.json'))
  .map((path) => path.replace('.', 'xstate-net'));

/** Not part of what is packed, or made anew by packing it. */
const LEFT_BEHIND = new Set(['node_modules', '.git', 'dist', 'coverage']);

const QUIET = ['--prefer-offline', '--no-audit', '--no-fund', '--loglevel=error'];

/** Runs npm; when it fails, for want of a network for example, all that it said is told. */
function npm(folder: string, args: readonly string[]): string {
  const { status, stdout, stderr } = spawnSync('npm', args, { cwd: folder, encoding: 'utf8' });
  if (status === 0) return stdout;
  throw new Error(`npm ${args.join(' ')} ended with status ${status}\n${stdout}${stderr}`);
}

/** Runs npm in a folder of its own, and keeps what came of it for the next time, under this name. */
export function installedOnce(name: string, packages: readonly string[]): string {
  const folder = join(tmpdir(), 'xstate-net-installed', name);
  if (existsSync(folder)) return folder;
  mkdirSync(dirname(folder), { recursive: true });
  const draft = mkdtempSync(`${folder}-`);
  writeFileSync(join(draft, 'package.json'), '{ "name": "kept", "private": true }\n');
  npm(draft, ['install', ...QUIET, ...packages]);
  try {
    renameSync(draft, folder);
  } catch {
    // Another test has just done the same.
    rmSync(draft, { recursive: true, force: true });
  }
  return folder;
}

/**
 * Packs a copy of the project: packing builds, and another test may be using the project's own dist/.
 * Returns the tarball and the names of the files in it.
 */
export function pack(folder: string): { tarball: string; files: readonly string[] } {
  const copy = join(folder, 'project');
  cpSync(ROOT, copy, {
    recursive: true,
    filter: (source) => source === ROOT || !LEFT_BEHIND.has(basename(source)),
  });
  symlinkSync(join(ROOT, 'node_modules'), join(copy, 'node_modules'));
  // Building says what it does on standard output, before the JSON.
  npm(copy, ['run', 'build', '--silent']);
  const told = npm(copy, ['pack', '--json', '--ignore-scripts', '--pack-destination', folder]);
  const [packed] = JSON.parse(told) as [{ filename: string; files: { path: string }[] }];
  return {
    tarball: join(folder, packed.filename),
    files: packed.files.map(({ path }) => path).sort(),
  };
}

/** An empty folder into which the tarball and the peer dependency have been installed, as a user does. */
export function install(folder: string, tarball: string): string {
  const app = join(folder, 'app');
  mkdirSync(app);
  writeFileSync(join(app, 'package.json'), '{ "name": "app", "private": true }\n');
  const peers = ['xstate', '@types/node'].map(
    (name) => `${name}@${manifest.devDependencies[name]}`,
  );
  npm(app, ['install', ...QUIET, tarball, ...peers]);
  return app;
}

export const temporaryFolder = (): string => mkdtempSync(join(tmpdir(), 'xstate-net-package-'));
