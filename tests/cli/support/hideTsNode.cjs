/** Makes this process's project look like one that has neither ts-node nor tsx, on a Node without types. */
const Module = require('node:module');

const HIDDEN = ['ts-node', 'tsx/cjs/api'];
Object.defineProperty(process.features, 'typescript', { value: false });

const resolve = Module._resolveFilename;
Module._resolveFilename = function (name, ...rest) {
  if (!HIDDEN.includes(name)) return resolve.call(this, name, ...rest);
  throw Object.assign(new Error(`Cannot find module '${name}'`), { code: 'MODULE_NOT_FOUND' });
};
