import { createHash } from 'node:crypto';

/** Bytes of which so many are written out. */
const MOST_BYTES = 256;

/** Bytes as something to compare and to read: hexadecimal, or length and hash if there are many. */
export function fingerprint(bytes: Uint8Array): string {
  if (bytes.length <= MOST_BYTES) return `<${Buffer.from(bytes).toString('hex')}>`;
  const hash = createHash('sha256').update(bytes).digest('hex').slice(0, 16);
  return `<${bytes.length} bytes, sha-256 ${hash}>`;
}
