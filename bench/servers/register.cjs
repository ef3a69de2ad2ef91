'use strict';
/**
 * Loads TypeScript without a compiler in the process: the text comes from a cache that is keyed by
 * content, and only a file that is not in it loads the compiler. So a server that is measured carries
 * nothing that its users would not carry. (The harness starts each server once beforehand, which
 * fills the cache.)
 */
const { createHash } = require('node:crypto');
const Module = require('node:module');
const { mkdirSync, readFileSync, renameSync, writeFileSync } = require('node:fs');
const { dirname, join } = require('node:path');

const cache = join(__dirname, '../../node_modules/.cache/xstate-net-bench/js');

function compile(source, filename) {
  const ts = require('typescript');
  return ts.transpileModule(source, {
    fileName: filename,
    compilerOptions: {
      target: ts.ScriptTarget.ES2023,
      module: ts.ModuleKind.CommonJS,
      esModuleInterop: true,
    },
  }).outputText;
}

/** The protocols name the package as their users do; here that is its source, of which there is one copy. */
const find = Module._resolveFilename;
Module._resolveFilename = (name, ...rest) =>
  find(name === 'xstate-net' ? join(__dirname, '../../index.ts') : name, ...rest);

require.extensions['.ts'] = (module, filename) => {
  const source = readFileSync(filename, 'utf8');
  const cached = join(
    cache,
    `${createHash('sha256').update(filename).update(source).digest('hex')}.js`,
  );
  let text;
  try {
    text = readFileSync(cached, 'utf8');
  } catch {
    text = compile(source, filename);
    mkdirSync(dirname(cached), { recursive: true });
    // Renamed into place, since several servers may be starting at once.
    writeFileSync(`${cached}.${process.pid}`, text);
    renameSync(`${cached}.${process.pid}`, cached);
  }
  module._compile(text, filename);
};
