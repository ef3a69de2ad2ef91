/**
 * For programs from the docs, run from a folder outside the project: `xstate-net` is what is worked on
 * here, and what it depends on is what is installed here.
 */
const Module = require('node:module');
const { join, resolve } = require('node:path');

const ROOT = resolve(__dirname, '..', '..');
const OURS = {
  'xstate-net': join(ROOT, 'index.ts'),
  'xstate-net/inspect': join(ROOT, 'actors', 'services', 'inspector', 'index.ts'),
  'xstate-net/telemetry': join(ROOT, 'actors', 'services', 'telemetry', 'index.ts'),
  'xstate-net/streams': join(ROOT, 'actors', 'services', 'streams', 'index.ts'),
  'xstate-net/backplane': join(ROOT, 'actors', 'services', 'backplane', 'index.ts'),
  'xstate-net/nats': join(ROOT, 'actors', 'services', 'nats', 'index.ts'),
  'xstate-net/client': join(ROOT, 'actors', 'client', 'index.ts'),
  'xstate-net/testing': join(ROOT, 'testing', 'index.ts'),
};

const resolveFilename = Module._resolveFilename;
Module._resolveFilename = function (request, parent, isMain, options) {
  const ours = OURS[request];
  if (ours !== undefined) return ours;
  if (!/^[a-z@]/.test(request) || Module.isBuiltin(request)) {
    return resolveFilename.call(this, request, parent, isMain, options);
  }
  return resolveFilename.call(this, request, parent, isMain, { ...options, paths: [ROOT] });
};
