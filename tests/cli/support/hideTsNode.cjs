/** Makes this process's project look like one that has no ts-node. */
const Module = require('node:module');

const resolve = Module._resolveFilename;
Module._resolveFilename = function (name, ...rest) {
  if (name !== 'ts-node') return resolve.call(this, name, ...rest);
  throw Object.assign(new Error("Cannot find module 'ts-node'"), { code: 'MODULE_NOT_FOUND' });
};
