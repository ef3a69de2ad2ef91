import { statSync } from 'node:fs';
import { createRequire } from 'node:module';
import { resolve } from 'node:path';
import { type Protocol, XstateNetError } from '../index';
import { isProtocolLogic } from '../machines/handler/protocol';
import { understandTypeScript } from './understandTypeScript';

const IS_TYPESCRIPT = /\.c?ts$/;

/** What a module exports by default, whichever way it says so: `export default` or `module.exports =`. */
function defaultExport(module: unknown): unknown {
  return typeof module === 'object' && module !== null && 'default' in module
    ? module.default
    : module;
}

function load(name: string, file: string): unknown {
  if (IS_TYPESCRIPT.test(file)) understandTypeScript(file);
  try {
    // Also loads ES modules, on every Node that we support; a true import() does not survive CommonJS.
    return createRequire(file)(file);
  } catch (error) {
    const why =
      (error as NodeJS.ErrnoException).code === 'ERR_REQUIRE_ASYNC_MODULE'
        ? 'it awaits at its top level; move that into a function'
        : error instanceof Error
          ? error.message
          : String(error);
    throw new XstateNetError(
      'XN_PROTOCOL_FILE_FAILED',
      `${name} could not be loaded: ${why}`,
      error,
    );
  }
}

function describeExport(exported: unknown): string {
  if (exported === undefined || exported === null) return `is ${exported}`;
  if (typeof exported !== 'object') return `is of type ${typeof exported}`;
  return 'is no statechart';
}

/**
 * The protocol that a file exports by default: a statechart, or a function that returns one for each
 * connection. The file is TypeScript, CommonJS or an ES module.
 */
export function loadProtocolFile(name: string): Protocol {
  const file = resolve(name);
  if (statSync(file, { throwIfNoEntry: false })?.isFile() !== true) {
    throw new XstateNetError('XN_PROTOCOL_FILE_FAILED', `there is no file ${name}; check the path`);
  }
  const exported = defaultExport(load(name, file));
  if (typeof exported === 'function' || isProtocolLogic(exported)) return exported as Protocol;
  throw new XstateNetError(
    'XN_NO_PROTOCOL_EXPORTED',
    `${name} exports no protocol: its default export ${describeExport(exported)}; export default a statechart made with setupProtocol().createMachine(), or a function that returns one`,
  );
}
