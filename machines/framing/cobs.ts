/** Codec for packets on serial lines: COBS (Cheshire and Baker, 1999). */

import { DEFAULT_LINE_LIMIT, type LengthLimit } from './limits';
import type { FrameCodec } from './payload';
import type { Pieces } from './split';
import { type Stuffing, stuffed } from './stuffed';

export interface CobsOptions extends LengthLimit {
  /** Longest packet in bytes, before it is stuffed. Default 65536. */
  readonly maxLength?: number;
}

/** The code of a block of 254 bytes that no zero follows. */
const FULL = 0xff;

const stuffing: Stuffing = {
  name: 'cobs',
  delimiter: 0,
  leading: false,
  longest: (length) => length + Math.ceil(length / (FULL - 1)) + 1,
  stuff(message) {
    const bytes = new Uint8Array(this.longest(message.length));
    let code = 0;
    let length = 1;
    for (const byte of message) {
      if (length - code === FULL) {
        bytes[code] = FULL;
        code = length++;
      }
      if (byte !== 0) bytes[length++] = byte;
      else {
        bytes[code] = length - code;
        code = length++;
      }
    }
    bytes[code] = length - code;
    return bytes.subarray(0, length);
  },
  unstuff(bytes) {
    const message = new Uint8Array(bytes.length);
    let length = 0;
    let at = 0;
    while (at < bytes.length) {
      const code = bytes[at] as number;
      const end = at + code;
      if (end > bytes.length) return 'a block is shorter than it says';
      message.set(bytes.subarray(at + 1, end), length);
      length += code - 1;
      at = end;
      if (code < FULL && at < bytes.length) message[length++] = 0;
    }
    return message.subarray(0, length);
  },
};

/**
 * Consistent Overhead Byte Stuffing (Cheshire and Baker, 1999): packets without zero bytes, a zero behind
 * each, at a cost of one byte in 254. Two zeros in a row delimit nothing.
 */
export const cobs = ({ maxLength = DEFAULT_LINE_LIMIT }: CobsOptions = {}): FrameCodec<Pieces> =>
  stuffed(stuffing, maxLength);
