import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname } from 'node:path';
import { XstateNetError } from '../../index';

/** Loads a file, and returns what it exports. */
export type Loader = (file: string) => unknown;

/** Where ts-node notes that it is at work. */
const TS_NODE = Symbol.for('ts-node.register.instance');

/** From TypeScript 7 on there is no compiler that ts-node could call. */
const FIRST_WITHOUT_COMPILER = 7;

/** Complaints about how modules are found, which is the business of whoever checks types. */
const ABOUT_MODULE_RESOLUTION = [5071, 5095, 5098, 5107, 5109, 5110];

/**
 * A protocol file is loaded by `require`, whatever its project compiles to, and is not type-checked:
 * that takes seconds and is the project's own affair.
 */
const OPTIONS = {
  transpileOnly: true,
  pretty: false,
  moduleTypes: { '**/*': 'cjs' },
  compilerOptions: { module: 'commonjs', moduleResolution: 'bundler' },
  ignoreDiagnostics: ABOUT_MODULE_RESOLUTION,
} as const;

/** Also loads ES modules, on every Node that we support; a true import() does not survive CommonJS. */
export const byRequire: Loader = (file) => createRequire(file)(file);

/** The path of a module as it is seen from a folder, or undefined where there is none. */
function find(name: string, folder: string): string | undefined {
  try {
    return require.resolve(name, { paths: [folder] });
  } catch {
    return undefined;
  }
}

const findFirst = (name: string, folders: readonly string[]): string | undefined =>
  folders.map((folder) => find(name, folder)).find((path) => path !== undefined);

/** A TypeScript that ts-node can call, and the versions of those that it cannot. */
function findCompiler(folders: readonly string[]): { compiler?: string; tooNew?: string } {
  let tooNew: string | undefined;
  for (const folder of folders) {
    const manifest = find('typescript/package.json', folder);
    if (manifest === undefined) continue;
    const { version } = JSON.parse(readFileSync(manifest, 'utf8')) as { version: string };
    if (Number.parseInt(version, 10) < FIRST_WITHOUT_COMPILER)
      return { compiler: dirname(manifest) };
    tooNew ??= version;
  }
  return tooNew === undefined ? {} : { tooNew };
}

/** By tsx, which brings its own compiler, and knows ES modules in TypeScript too. */
function byTsx(folders: readonly string[]): Loader | undefined {
  const path = findFirst('tsx/cjs/api', folders);
  if (path === undefined) return undefined;
  const tsx = require(path) as { require(file: string, from: string): unknown };
  return (file) => tsx.require(file, file);
}

/** By ts-node, where there is a TypeScript that it works with. It knows no `.mts`. */
function byTsNode(folders: readonly string[]): Loader | undefined {
  const path = findFirst('ts-node', folders);
  if (path === undefined) return undefined;
  const { compiler } = findCompiler([...folders, dirname(path)]);
  if (compiler === undefined) return undefined;
  const { register } = require(path) as {
    register(options: typeof OPTIONS & { readonly compiler: string }): unknown;
  };
  register({ ...OPTIONS, compiler });
  return byRequire;
}

/** By Node itself, which from 22.18 on strips types, and takes nothing that is more than a type. */
const byNode = (): Loader | undefined =>
  (process.features as { typescript?: unknown }).typescript ? byRequire : undefined;

function missing(file: string, folders: readonly string[]): XstateNetError {
  const { tooNew } = findCompiler(folders);
  const tsNode =
    tooNew === undefined || findFirst('ts-node', folders) === undefined
      ? ''
      : ` (ts-node does not work with TypeScript ${tooNew})`;
  return new XstateNetError(
    'XN_TS_NODE_MISSING',
    `${file} is TypeScript, and nothing here can load it${tsNode}; npm install --save-dev tsx, or use Node 22.18 or later, or compile it and serve the JavaScript`,
  );
}

/**
 * What loads a TypeScript file: a ts-node that is at work already or works in the file's project, tsx,
 * Node itself. Each is looked for in the file's project, where the command was called, and beside it.
 */
export function typeScriptLoader(file: string): Loader {
  const folders = [dirname(file), process.cwd(), __dirname];
  const isModule = file.endsWith('.mts');
  if (TS_NODE in process && !isModule) return byRequire;
  const loader = (isModule ? undefined : byTsNode(folders)) ?? byTsx(folders) ?? byNode();
  if (loader === undefined) throw missing(file, folders);
  return loader;
}

/** Whether what failed is TypeScript that would load with more than Node's stripping of types. */
export const wantsTsx = (file: string, loader: Loader, error: unknown): boolean =>
  /\.[cm]?ts$/.test(file) &&
  loader === byRequire &&
  byNode() !== undefined &&
  !(TS_NODE in process) &&
  (error instanceof SyntaxError ||
    (error as NodeJS.ErrnoException).code === 'ERR_MODULE_NOT_FOUND') &&
  (error as NodeJS.ErrnoException).code !== 'ERR_INVALID_TYPESCRIPT_SYNTAX';
