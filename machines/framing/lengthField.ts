/** How a length is written in front of a message. */
export interface LengthField {
  /** The length at a place, and how many bytes it took; `undefined` while it is not complete. */
  read(
    bytes: Uint8Array,
    at: number,
  ): { readonly length: number; readonly size: number } | undefined;
  /** How many bytes a length takes. */
  sizeOf(length: number): number;
  write(length: number, into: Uint8Array, at: number): void;
  /** The greatest length that can be written, and counted exactly. */
  readonly most: number;
}

export type ByteOrder = 'big' | 'little';

/** An unsigned integer of 1, 2, 3, 4 or 8 bytes. */
export function integerField(size: 1 | 2 | 3 | 4 | 8, byteOrder: ByteOrder): LengthField {
  // From the most significant byte to the least.
  const places = Array.from({ length: size }, (_, i) => (byteOrder === 'big' ? i : size - 1 - i));
  return {
    most: Math.min(256 ** size - 1, Number.MAX_SAFE_INTEGER),
    sizeOf: () => size,
    read(bytes, at) {
      if (bytes.length - at < size) return undefined;
      let length = 0;
      for (const place of places) length = length * 256 + (bytes[at + place] as number);
      return { length, size };
    },
    write(length, into, at) {
      let rest = length;
      for (const place of [...places].reverse()) {
        into[at + place] = rest % 256;
        rest = Math.floor(rest / 256);
      }
    },
  };
}

/** A 32-bit length takes no more bytes than this. */
const LONGEST_VARINT = 5;

/** Groups of seven bits, the least significant first, as Protocol Buffers delimits messages (LEB128). */
export const varintField: LengthField = {
  most: 2 ** 32 - 1,
  sizeOf(length) {
    let size = 1;
    for (let rest = length; rest >= 128; rest = Math.floor(rest / 128)) size += 1;
    return size;
  },
  read(bytes, at) {
    let length = 0;
    for (let size = 1; size <= LONGEST_VARINT; size++) {
      const byte = bytes[at + size - 1];
      if (byte === undefined) return undefined;
      length += (byte & 0x7f) * 128 ** (size - 1);
      if (byte < 0x80) return { length, size };
    }
    return { length: Number.POSITIVE_INFINITY, size: LONGEST_VARINT };
  },
  write(length, into, at) {
    let rest = length;
    let place = at;
    for (; rest >= 128; rest = Math.floor(rest / 128)) into[place++] = (rest % 128) | 0x80;
    into[place] = rest;
  },
};
