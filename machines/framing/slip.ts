/** Codec for packets on serial lines: SLIP (RFC 1055). */

import { DEFAULT_LINE_LIMIT, type LengthLimit } from './limits';
import type { FrameCodec } from './payload';
import type { Pieces } from './split';
import { type Stuffing, stuffed } from './stuffed';

export interface SlipOptions extends LengthLimit {
  /** Longest packet in bytes, before it is escaped. Default 65536. */
  readonly maxLength?: number;
}

// The names of RFC 1055.
const END = 0xc0;
const ESC = 0xdb;
const ESC_END = 0xdc;
const ESC_ESC = 0xdd;

const stuffing: Stuffing = {
  name: 'slip',
  delimiter: END,
  leading: true,
  longest: (length) => 2 * length,
  stuff(message) {
    const bytes: number[] = [];
    for (const byte of message) {
      if (byte === END) bytes.push(ESC, ESC_END);
      else if (byte === ESC) bytes.push(ESC, ESC_ESC);
      else bytes.push(byte);
    }
    return Uint8Array.from(bytes);
  },
  unstuff(bytes) {
    if (!bytes.includes(ESC)) return bytes;
    const message = new Uint8Array(bytes.length);
    let length = 0;
    for (let at = 0; at < bytes.length; at++) {
      let byte = bytes[at] as number;
      if (byte === ESC) {
        const escaped = bytes[++at];
        if (escaped === ESC_END) byte = END;
        else if (escaped === ESC_ESC) byte = ESC;
        else return 'ESC is followed by neither ESC_END nor ESC_ESC';
      }
      message[length++] = byte;
    }
    return message.subarray(0, length);
  },
};

/**
 * Packets over a serial line, RFC 1055. An END is put in front of each as well, so that noise on the line
 * ends before it; empty packets, which come of that, are none. RFC 1055's reference code lets wrong
 * escapes pass; here they are an error.
 */
export const slip = ({ maxLength = DEFAULT_LINE_LIMIT }: SlipOptions = {}): FrameCodec<Pieces> =>
  stuffed(stuffing, maxLength);
