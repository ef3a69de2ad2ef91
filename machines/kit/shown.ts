/**
 * How a value that somebody else made is put into a message. `String(value)` and `${error.message}` throw
 * for objects without a prototype, revoked proxies, symbols and getters that throw, so that the message
 * about one connection's mistake would take the server along. Nothing here ever throws, and what it
 * gives is short, in one line, and harmless on a terminal.
 */
import { visible, visibleLines } from './visible';

/** Longer values are cut: they go into messages, and what failed may have quoted megabytes of a peer. */
const LONGEST = 300;

/** Entries of a list or an object that are shown. */
const MOST_ENTRIES = 5;

const UNSHOWABLE = 'something that cannot be shown';

/** Text in one line, without characters that are not to be seen, and of bounded length. */
export function inOneLine(text: string, longest = LONGEST): string {
  const cut = text.length > longest;
  const line = visible(text.slice(0, longest).trim().replace(/\s+/gu, ' '));
  return cut ? `${line}...` : line;
}

function attempt(show: () => string): string {
  try {
    return inOneLine(show());
  } catch {
    return UNSHOWABLE;
  }
}

/** Without what is deeper: an object in an object is only named. */
function inBrief(value: unknown): string {
  if (typeof value === 'string') return JSON.stringify(value.slice(0, LONGEST));
  if (typeof value === 'bigint') return `${value}n`;
  if (typeof value === 'function')
    return value.name === '' ? '(function)' : `(function ${value.name})`;
  if (typeof value !== 'object' || value === null) return String(value);
  if (isError(value)) return messageOf(value);
  const maker = value.constructor as { readonly name?: unknown } | undefined;
  return typeof maker?.name === 'string' ? `(${maker.name})` : UNSHOWABLE;
}

const isPlain = (value: object): boolean => Object.getPrototypeOf(value) === Object.prototype;

const listed = (entries: readonly string[], all: number): string =>
  [...entries, ...(all > entries.length ? ['...'] : [])].join(', ');

function atLength(value: unknown): string {
  if (typeof value !== 'object' || value === null || isError(value)) return inBrief(value);
  if (ArrayBuffer.isView(value)) return `${inBrief(value)} of ${value.byteLength} bytes`;
  if (Array.isArray(value)) {
    return `[${listed(value.slice(0, MOST_ENTRIES).map(safelyInBrief), value.length)}]`;
  }
  const own = ownWords(value);
  if (own !== undefined) return own;
  const keys = Object.keys(value);
  const entries = keys.slice(0, MOST_ENTRIES).map((key) => {
    const described = attempt(() => inBrief((value as Record<string, unknown>)[key]));
    return `${key}: ${described}`;
  });
  if (keys.length === 0) return isPlain(value) ? '{}' : inBrief(value);
  return `{ ${listed(entries, keys.length)} }`;
}

const safelyInBrief = (value: unknown): string => attempt(() => inBrief(value));

/** What an object says of itself, if it has a `toString` of its own. */
function ownWords(value: object): string | undefined {
  const say: unknown = value.toString;
  if (typeof say !== 'function' || say === Object.prototype.toString) return undefined;
  const words: unknown = say.call(value);
  return typeof words === 'string' ? words : undefined;
}

/** Errors of another realm are no instances of ours, but have messages. */
function isError(value: object): value is { readonly name?: unknown; readonly message: unknown } {
  return value instanceof Error || typeof (value as { message?: unknown }).message === 'string';
}

function messageOf({ name, message }: { readonly name?: unknown; readonly message: unknown }) {
  if (typeof message === 'string' && message !== '') return message;
  if (typeof message === 'symbol') return String(message);
  return typeof name === 'string' && name !== '' ? name : 'an error without a message';
}

/** Any value, for a message: text is quoted, of an object the first entries are shown. */
export function shown(value: unknown): string {
  return attempt(() => atLength(value));
}

/** What was thrown, for a message: an error's message, and other values as they are. */
export function reasonOf(cause: unknown): string {
  return typeof cause === 'string' ? inOneLine(cause) : shown(cause);
}

/** The stack of an error, or what can be shown in its place. Its lines are kept. */
export function stackInLines(error: unknown): string {
  try {
    const { stack } = error as { readonly stack?: unknown };
    if (typeof stack === 'string' && error instanceof Error) return visibleLines(stack);
  } catch {
    // Its stack cannot be read; perhaps its message can.
  }
  return reasonOf(error);
}
