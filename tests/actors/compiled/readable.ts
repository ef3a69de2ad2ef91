import { createHash } from 'node:crypto';

/** Bytes of which no more than a digest is written down. */
const MANY = 100;

/** XState's session ids, which are counted over all systems. */
const SESSION = /^x:\d+$/;

/** A replacer for `JSON.stringify` that makes seen what it leaves out, and the same in each run. */
export function readableIn(): (key: string, value: unknown) => unknown {
  const sessions = new Map<string, number>();
  return (_key, value) => {
    if (value instanceof Error) return `${value}`;
    if (value instanceof Uint8Array) return bytes(value);
    if (value instanceof Set) return { set: [...value] };
    if (typeof value === 'function') return `function ${value.name}`;
    if (typeof value === 'string' && SESSION.test(value)) {
      if (!sessions.has(value)) sessions.set(value, sessions.size);
      return `session ${sessions.get(value)}`;
    }
    return value === undefined ? 'undefined' : value;
  };
}

function bytes(data: Uint8Array): string {
  if (data.length <= MANY) return `bytes ${data.join()}`;
  return `${data.length} bytes ${createHash('sha1').update(data).digest('hex')}`;
}
