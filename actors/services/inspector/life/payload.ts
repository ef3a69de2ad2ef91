const strict = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

const UNREADABLE = /(?![\t\n\r])[\p{Cc}\u2028\u2029\ufeff]/u;

function readable(bytes: Uint8Array): string | undefined {
  try {
    const text = strict.decode(bytes);
    return UNREADABLE.test(text) ? undefined : text;
  } catch {
    return undefined;
  }
}

/** Bytes as a script has them: as text where people can read them. */
export function payloadOf(bytes: Uint8Array): { readonly text: string } | { readonly hex: string } {
  const text = readable(bytes);
  if (text !== undefined) return { text };
  const { buffer, byteOffset, byteLength } = bytes;
  return { hex: Buffer.from(buffer, byteOffset, byteLength).toString('hex') };
}
