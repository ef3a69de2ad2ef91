import type { StateValue } from 'xstate';
import { decoded } from '../script/payload';
import type { PlainEvent } from './records';

/** Bytes of which so many are shown. */
const MOST_BYTES = 48;

// Everything but printable text, tab, line feed and carriage return, which JSON shows as escapes.
const UNREADABLE = /(?![\t\n\r])[\p{Cc}\u2028\u2029\ufeff\ufffd]/u;

/** Bytes as people read them: text in quotes if it is text, else hexadecimal; cut if long. */
export function showBytes(bytes: Uint8Array, most: number = MOST_BYTES): string {
  const cut = bytes.length > most;
  const text = decoded(bytes);
  if (text !== undefined && !UNREADABLE.test(text)) {
    return cut
      ? `${JSON.stringify(text.slice(0, most))}... (${bytes.length} bytes)`
      : JSON.stringify(text);
  }
  const hex = Buffer.from(bytes.buffer, bytes.byteOffset, Math.min(most, bytes.length)).toString(
    'hex',
  );
  return cut ? `<${hex}...> (${bytes.length} bytes)` : `<${hex}>`;
}

/** A state value on one line: `connected { receiving.flowing, sending.ready }`. */
export function showState(value: StateValue | undefined): string {
  if (value === undefined) return '(none)';
  if (typeof value === 'string') return value;
  const regions = Object.entries(value).map(([name, inner]) => {
    const below = inner === undefined ? '' : showState(inner);
    if (below === '' || below === '{}') return name;
    return below.startsWith('{') ? `${name} ${below}` : `${name}.${below}`;
  });
  return regions.length === 1 ? (regions[0] ?? '') : `{ ${regions.join(', ')} }`;
}

/** A plain value on one line. */
export function showValue(value: unknown): string {
  if (value instanceof Uint8Array) return showBytes(value);
  // A line break would look like another record.
  if (typeof value === 'string') return /[\r\n\t]/.test(value) ? JSON.stringify(value) : value;
  if (Array.isArray(value)) return `[${value.map(showValue).join(', ')}]`;
  if (typeof value === 'object' && value !== null) return `{ ${showProperties(value)} }`;
  return String(value);
}

const showProperties = (value: object): string =>
  Object.entries(value)
    .map(([key, item]) => `${key}: ${showValue(item)}`)
    .join(', ');

/** An event on one line: its type, its bytes if it has nothing else, or its properties. */
export function showEvent({ type, ...rest }: PlainEvent): string {
  const keys = Object.keys(rest);
  if (keys.length === 0) return type;
  if (keys.length === 1 && rest.data instanceof Uint8Array) {
    return `${type} ${showBytes(rest.data)}`;
  }
  return `${type} { ${showProperties(rest)} }`;
}
