import type * as tls from 'node:tls';

/** `node:tls`, loaded when the first server asks for it: those in plain text do without. */
export const nodeTls = (): typeof tls => process.getBuiltinModule('node:tls');
