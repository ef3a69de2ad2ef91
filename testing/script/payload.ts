/** Bytes, in whichever way is easiest to read: exactly one of the four. */
export type Payload = TextPayload | HexPayload | Base64Payload | FilePayload;

/** Text, as UTF-8. */
export interface TextPayload {
  readonly text: string;
  readonly hex?: never;
  readonly base64?: never;
  readonly file?: never;
}

/** Pairs of hexadecimal digits; white space between them is ignored. */
export interface HexPayload {
  readonly hex: string;
  readonly text?: never;
  readonly base64?: never;
  readonly file?: never;
}

/** Base64 as in RFC 4648, section 4, with its padding. */
export interface Base64Payload {
  readonly base64: string;
  readonly text?: never;
  readonly hex?: never;
  readonly file?: never;
}

/** What is in a file, seen from the script's own place. */
export interface FilePayload {
  readonly file: string;
  readonly text?: never;
  readonly hex?: never;
  readonly base64?: never;
}

/** The ways to write bytes down. */
export const PAYLOAD_KEYS = ['text', 'hex', 'base64', 'file'] as const;

export type PayloadKey = (typeof PAYLOAD_KEYS)[number];

const encoder = new TextEncoder();
const strict = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

const HEX = /^(?:\s*[0-9a-f]{2})*\s*$/i;
const BASE64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/;
const LONE_SURROGATE = /[\uD800-\uDBFF](?![\uDC00-\uDFFF])|(?<![\uD800-\uDBFF])[\uDC00-\uDFFF]/;

/** The `pattern`s by which a JSON Schema says the same as {@link problemOf}. */
export const PAYLOAD_PATTERNS: Readonly<Record<PayloadKey, string>> = {
  text: '^[^\\uD800-\\uDFFF]*$',
  hex: '^(?:\\s*[0-9A-Fa-f]{2})*\\s*$',
  base64: BASE64.source,
  file: '^[^\\u0000]+$',
};

/** What is wrong with bytes that were written down in this way, or undefined. */
export function problemOf(key: PayloadKey, value: string): string | undefined {
  switch (key) {
    case 'text':
      return LONE_SURROGATE.test(value)
        ? 'holds half a surrogate pair, which no UTF-8 can say; write these bytes as hex or base64'
        : undefined;
    case 'hex':
      return HEX.test(value)
        ? undefined
        : 'is not made of pairs of hexadecimal digits, such as "0d0a" or "de ad be ef"';
    case 'base64':
      return BASE64.test(value) ? undefined : 'is not base64 with its padding, such as "aGVsbG8="';
    case 'file':
      return value.length > 0 && !value.includes('\0') ? undefined : 'is not the name of a file';
  }
}

/** The bytes of a checked payload. */
export function bytesOf(payload: Payload, readFile: (file: string) => Uint8Array): Uint8Array {
  if (payload.text !== undefined) return encoder.encode(payload.text);
  if (payload.hex !== undefined) return Buffer.from(payload.hex.replace(/\s+/g, ''), 'hex');
  if (payload.base64 !== undefined) return Buffer.from(payload.base64, 'base64');
  return readFile(payload.file);
}

/** Bytes as text if they are UTF-8, or undefined. */
export function decoded(bytes: Uint8Array): string | undefined {
  try {
    return strict.decode(bytes);
  } catch {
    return undefined;
  }
}

const UNREADABLE = /(?![\t\n\r])[\p{Cc}\u2028\u2029\ufeff]/u;

/** Writes bytes down so that people can read them if possible: as text, else short ones as hex. */
export function payloadOf(bytes: Uint8Array): TextPayload | HexPayload | Base64Payload {
  const text = decoded(bytes);
  if (text !== undefined && !UNREADABLE.test(text)) return { text };
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  return bytes.length <= 64
    ? { hex: buffer.toString('hex') }
    : { base64: buffer.toString('base64') };
}
