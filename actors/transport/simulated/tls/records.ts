/** Records as TLS has them on the wire (RFC 8446, 5.1), whose contents are scrambled and not encrypted. */

import { ByteQueue } from '../kernel/byteQueue';

export const RECORD_TYPES = { alert: 0x15, handshake: 0x16, data: 0x17 } as const;

export type RecordType = (typeof RECORD_TYPES)[keyof typeof RECORD_TYPES];

/** Most bytes that one record carries. */
export const MOST_IN_RECORD = 16_384;

const HEADER_LENGTH = 5;

/** What real ciphers may add, so that what is longer is no record. */
const MOST_OVERHEAD = 256;

/** TLS 1.2's number, which all later versions say, too. */
const VERSION = [0x03, 0x03] as const;

/** Keeps what is said from being seen on the way, as far as who looks for it does not know how. */
const MASK = 0xa5;

export interface TlsRecord {
  readonly type: RecordType;
  readonly body: Buffer;
}

const isType = (byte: number): byte is RecordType =>
  Object.values(RECORD_TYPES).some((type) => type === byte);

const masked = (bytes: Uint8Array): Buffer => Buffer.from(bytes.map((byte) => byte ^ MASK));

/** A record as it goes over the wire. */
export function recordOf(type: RecordType, body: Uint8Array): Buffer {
  const header = [type, ...VERSION, body.length >> 8, body.length & 0xff];
  return Buffer.concat([Buffer.from(header), type === RECORD_TYPES.data ? masked(body) : body]);
}

/** Takes records out of a stream of bytes, however it is cut. */
export class RecordReader {
  private readonly bytes = new ByteQueue();
  private header: Buffer | undefined;

  /** Bytes that no record has been made of. */
  get length(): number {
    return this.bytes.length + (this.header?.length ?? 0);
  }

  push(bytes: Buffer): void {
    this.bytes.push(bytes);
  }

  /** The next record; undefined while it is not whole; the bytes in its place if they are none. */
  next(): TlsRecord | Buffer | undefined {
    if (this.header === undefined) {
      if (this.bytes.length < HEADER_LENGTH) return undefined;
      this.header = this.bytes.take(HEADER_LENGTH) as Buffer;
    }
    const [type = 0, major, , high = 0, low = 0] = this.header;
    const length = (high << 8) | low;
    if (!isType(type) || major !== VERSION[0] || length > MOST_IN_RECORD + MOST_OVERHEAD) {
      return this.header;
    }
    if (this.bytes.length < length) return undefined;
    this.header = undefined;
    const body = this.bytes.take(length) ?? Buffer.alloc(0);
    return { type, body: type === RECORD_TYPES.data ? masked(body) : body };
  }
}
