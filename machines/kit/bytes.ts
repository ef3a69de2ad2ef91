/** A view of a buffer that was transferred elsewhere: its bytes are no longer here. */
function isDetached(bytes: Uint8Array): boolean {
  if (bytes.length > 0) return false;
  try {
    // Every Node knows this one; `buffer.detached` came with 22.
    new Uint8Array(bytes.buffer);
    return false;
  } catch {
    return true;
  }
}

/**
 * Whether a value is bytes: a `Uint8Array` (a `Buffer` is one), also one of another realm, such as test
 * runners have; but not one whose buffer was transferred elsewhere.
 */
export function isBytes(value: unknown): value is Uint8Array {
  if (!ArrayBuffer.isView(value)) return false;
  if (!(value instanceof Uint8Array) && tagOf(value) !== 'Uint8Array') return false;
  return !isDetached(value as Uint8Array);
}

const tagOf = (value: ArrayBufferView): string | undefined =>
  (value as { readonly [Symbol.toStringTag]?: string })[Symbol.toStringTag];

/** What a value is that should have been bytes, in a word or two: for messages. */
export function kindOf(value: unknown): string {
  if (value === null) return 'null';
  if (!ArrayBuffer.isView(value)) return typeof value;
  const tag = tagOf(value) ?? 'DataView';
  return tag === 'Uint8Array' ? 'Uint8Array whose buffer was transferred elsewhere' : tag;
}
