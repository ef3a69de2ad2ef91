/** Loads the protocol in a file that was named on the command line. */

import { statSync } from 'node:fs';
import { resolve } from 'node:path';
import { type Protocol, XstateNetError } from '../../index';
import { isProtocolLogic } from '../../machines/handler/protocol';
import { reasonOf } from '../../machines/kit/shown';
import { byRequire, type Loader, typeScriptLoader, wantsTsx } from './typeScriptLoader';
import { whereItFails } from './whereItFails';

const IS_TYPESCRIPT = /\.[cm]?ts$/;

/** What a module exports by default, whichever way it says so: `export default` or `module.exports =`. */
function defaultExport(module: unknown): unknown {
  return typeof module === 'object' && module !== null && 'default' in module
    ? module.default
    : module;
}

function why(file: string, loader: Loader, error: unknown): string {
  if (codeOf(error) === 'ERR_REQUIRE_ASYNC_MODULE') {
    return 'it awaits at its top level; move that into a function';
  }
  const where = whereItFails(file, error);
  const what = where === undefined ? reasonOf(error) : `${where}: ${reasonOf(error)}`;
  return wantsTsx(file, loader, error)
    ? `${what}; Node takes no more of TypeScript than types, and an ES module by its name only: npm install --save-dev tsx to load all of it, or try .mts`
    : what;
}

function load(name: string, file: string): unknown {
  const loader = IS_TYPESCRIPT.test(file) ? typeScriptLoader(file) : byRequire;
  try {
    return loader(file);
  } catch (error) {
    throw new XstateNetError(
      'XN_PROTOCOL_FILE_FAILED',
      `${name} could not be loaded: ${why(file, loader, error)}`,
      error,
    );
  }
}

function describeExport(exported: unknown): string {
  if (exported === undefined || exported === null) return `is ${exported}`;
  if (exported instanceof Promise) return 'is a promise';
  if (typeof exported !== 'object') return `is of type ${typeof exported}`;
  return 'is no statechart';
}

function checkFile(name: string, file: string): void {
  const found = statSync(file, { throwIfNoEntry: false });
  if (found?.isFile() === true) return;
  const kind = found?.isDirectory() === true ? 'a directory' : 'no regular file';
  const what = found === undefined ? `there is no file ${name}` : `${name} is ${kind}`;
  throw new XstateNetError('XN_PROTOCOL_FILE_FAILED', `${what}; check the path`);
}

/**
 * The protocol that a file exports by default: a statechart, or a function that returns one for each
 * connection. The file is TypeScript, CommonJS or an ES module.
 */
export function loadProtocolFile(name: string): Protocol {
  const file = resolve(name);
  checkFile(name, file);
  const exported = defaultExport(load(name, file));
  if (typeof exported === 'function' || isProtocolLogic(exported)) return exported as Protocol;
  throw new XstateNetError(
    'XN_NO_PROTOCOL_EXPORTED',
    `${name} exports no protocol: its default export ${describeExport(exported)}; export default a statechart made with setupProtocol().createMachine(), or a function that returns one`,
  );
}

/** What was thrown may be nothing at all. */
const codeOf = (error: unknown): unknown =>
  error instanceof Error ? (error as NodeJS.ErrnoException).code : undefined;
