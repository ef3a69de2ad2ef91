/**
 * Whatever a context holds, as JSON of bounded size. Nothing here throws, whatever the value does when it
 * is looked at.
 */

import { isXstateNetError } from '../../../../machines/kit/errors';
import { reasonOf } from '../../../../machines/kit/shown';
import type { Json, ShownBytes } from '../messages';

/** What is deeper is only named. */
const DEPTH = 8;

/** Entries of a list or an object. */
const BREADTH = 200;

/** Values in all: 200 to the 8th power are too many. */
const MOST = 2_000;

/** Characters of a text. */
const LONGEST = 500;

/** Bytes that are shown of many. */
const FIRST_BYTES = 32;

/** Bytes by their number and the first of them. */
export function shownBytes(bytes: Uint8Array): ShownBytes {
  const { buffer, byteOffset, byteLength } = bytes;
  const first = Buffer.from(buffer, byteOffset, Math.min(byteLength, FIRST_BYTES));
  return { length: byteLength, hex: first.toString('hex') };
}

/** What opens a server's connections is nobody's to see, whoever may look at the page. */
const IS_PRIVATE = /-----BEGIN [A-Z ]*PRIVATE KEY-----/;

const isView = (value: object): value is Uint8Array => ArrayBuffer.isView(value);

/** An actor in a context is a name; what it is, is shown in its own place. */
function actorId(value: object): string | undefined {
  const { sessionId, id, send } = value as { sessionId?: unknown; id?: unknown; send?: unknown };
  if (typeof sessionId !== 'string' || typeof send !== 'function') return undefined;
  return typeof id === 'string' ? id : sessionId;
}

/** A machine in a context would be its whole definition. */
function machineId(value: object): string | undefined {
  const { root, transition, id } = value as { root?: unknown; transition?: unknown; id?: unknown };
  if (typeof root !== 'object' || typeof transition !== 'function') return undefined;
  return typeof id === 'string' ? id : '';
}

const cut = (text: string): string =>
  text.length > LONGEST ? `${text.slice(0, LONGEST)}... (${text.length} characters)` : text;

class Showing {
  private left = MOST;
  private readonly path = new Set<object>();

  show(value: unknown, depth: number): Json {
    this.left -= 1;
    if (this.left < 0) return '...';
    try {
      return this.attempt(value, depth);
    } catch (error) {
      return `(cannot be shown: ${reasonOf(error)})`;
    }
  }

  private attempt(value: unknown, depth: number): Json {
    switch (typeof value) {
      case 'string':
        return IS_PRIVATE.test(value) ? '(a private key)' : cut(value);
      case 'boolean':
        return value;
      case 'number':
        return Number.isFinite(value) ? value : String(value);
      case 'bigint':
        return `${value}n`;
      case 'undefined':
        return null;
      case 'symbol':
        return String(value);
      case 'function':
        return `(function ${value.name})`;
      default:
        return value === null ? null : this.object(value as object, depth);
    }
  }

  private object(value: object, depth: number): Json {
    if (this.path.has(value)) return '(itself)';
    if (isView(value)) return { ...shownBytes(value) };
    const actor = actorId(value);
    if (actor !== undefined) return { actor };
    const machine = machineId(value);
    if (machine !== undefined) return { machine };
    if (value instanceof Error || isXstateNetError(value)) return reasonOf(value);
    if (depth >= DEPTH) return Array.isArray(value) ? `[${value.length}]` : '{...}';
    this.path.add(value);
    try {
      return this.entries(value, depth + 1);
    } finally {
      this.path.delete(value);
    }
  }

  private entries(value: object, depth: number): Json {
    const { toJSON } = value as { readonly toJSON?: unknown };
    if (typeof toJSON === 'function') return this.show(toJSON.call(value), depth);
    if (Array.isArray(value)) return this.list(value, value.length, depth);
    if (value instanceof Set) return this.list(value, value.size, depth);
    if (value instanceof Map)
      return this.named(value.keys(), value.size, (key) => value.get(key), depth);
    const keys = Object.keys(value);
    const read = (key: unknown) => (value as Record<string, unknown>)[key as string];
    return this.named(keys, keys.length, read, depth);
  }

  private list(values: Iterable<unknown>, size: number, depth: number): Json {
    const shown: Json[] = [];
    for (const value of values) {
      if (shown.length === BREADTH) break;
      shown.push(this.show(value, depth));
    }
    if (size > shown.length) shown.push(`... (${size - shown.length} more)`);
    return shown;
  }

  private named(
    keys: Iterable<unknown>,
    size: number,
    read: (key: unknown) => unknown,
    depth: number,
  ): Json {
    const shown: [string, Json][] = [];
    for (const key of keys) {
      if (shown.length === BREADTH) break;
      shown.push([
        typeof key === 'string' ? cut(key) : reasonOf(key),
        key === 'passphrase' ? '(secret)' : this.read(() => read(key), depth),
      ]);
    }
    if (size > shown.length) shown.push(['...', `${size - shown.length} more`]);
    return Object.fromEntries(shown);
  }

  /** A property that objects to being read spoils nothing but itself. */
  private read(read: () => unknown, depth: number): Json {
    try {
      return this.show(read(), depth);
    } catch (error) {
      return `(cannot be shown: ${reasonOf(error)})`;
    }
  }
}

/** A value as JSON: to a depth of 8, 200 entries each and 2,000 in all; what is not shown is told in its place. */
export function toJson(value: unknown): Json {
  return new Showing().show(value, 0);
}
