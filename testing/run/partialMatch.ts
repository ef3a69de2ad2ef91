import { isObject } from '../script/fields';
import { bytesOf, PAYLOAD_KEYS, type Payload } from '../script/payload';

/** Where a value differs from what was expected of it, in parts. */
export interface Difference {
  /** Such as `connection.peer`. */
  readonly path: string;
  readonly expected: unknown;
  readonly seen: unknown;
}

/** Whether an object is a payload such as `{ "text": "hello" }`. */
export function isPayload(value: unknown): value is Payload {
  if (!isObject(value)) return false;
  const [key, ...others] = Object.keys(value);
  return (
    others.length === 0 &&
    PAYLOAD_KEYS.includes(key as never) &&
    typeof value[key ?? ''] === 'string'
  );
}

/**
 * The first difference between a value and what is expected of it, or undefined. Of objects those
 * properties count that are expected; lists must be as long; bytes are expected as a payload.
 */
export function differenceFrom(
  expected: unknown,
  seen: unknown,
  readFile: (file: string) => Uint8Array,
  path = '',
): Difference | undefined {
  const different = { path, expected, seen };
  if (seen instanceof Uint8Array && (isPayload(expected) || expected instanceof Uint8Array)) {
    const bytes = expected instanceof Uint8Array ? expected : bytesOf(expected, readFile);
    return Buffer.compare(bytes, seen) === 0 ? undefined : different;
  }
  if (Array.isArray(expected)) {
    if (!Array.isArray(seen) || seen.length !== expected.length) return different;
  } else if (!isObject(expected)) {
    return Object.is(expected, seen) ? undefined : different;
  }
  if (typeof seen !== 'object' || seen === null) return different;
  for (const [key, part] of Object.entries(expected as object)) {
    const inner = differenceFrom(
      part,
      (seen as Readonly<Record<string, unknown>>)[key],
      readFile,
      path === '' ? key : `${path}.${key}`,
    );
    if (inner !== undefined) return inner;
  }
  return undefined;
}
