/** Codec for strings that say their length in digits. */

import { badFrame, excerpt } from './badFrame';
import { bytesToSay } from './bytesToSay';
import { checkedLimit, DEFAULT_MESSAGE_LIMIT, type LengthLimit } from './limits';
import { carrying, type FrameCodec } from './payload';
import { type Begun, decodeSized, endSized, type Found, NOT_BEGUN } from './sized';

export interface NetstringsOptions extends LengthLimit {
  /** Longest string in bytes. Default 1048576. */
  readonly maxLength?: number;
}

const ZERO = 0x30;
const NINE = 0x39;
const COLON = 0x3a;
const COMMA = 0x2c;

/** D. J. Bernstein's netstrings: `12:hello world!,`. Messages may share memory with what was read. */
export function netstrings(options: NetstringsOptions = {}): FrameCodec<Begun> {
  const maxLength = checkedLimit('netstrings', options.maxLength ?? DEFAULT_MESSAGE_LIMIT);

  const wrong = (what: string, bytes: Uint8Array, at: number): Found => ({
    error: badFrame('netstrings', `${what}, at ${excerpt(bytes.subarray(at))}`),
  });

  function find(bytes: Uint8Array, at: number): Found {
    let length = 0;
    let place = at;
    for (; ; place++) {
      const byte = bytes[place];
      if (byte === undefined) return { needed: place - at + 1 };
      if (byte === COLON && place > at) break;
      if (byte < ZERO || byte > NINE)
        return wrong('a length is decimal digits and a colon', bytes, at);
      if (place > at && length === 0) return wrong('a length must not begin with 0', bytes, at);
      length = length * 10 + (byte - ZERO);
      if (length > maxLength) {
        return wrong(
          `a string says that it is longer than maxLength, ${maxLength} bytes`,
          bytes,
          at,
        );
      }
    }
    const start = place + 1;
    const end = start + length;
    if (bytes.length <= end) return { needed: end + 1 - at };
    if (bytes[end] !== COMMA) return wrong('a string does not end with a comma', bytes, at);
    return { start, end, next: end + 1 };
  }

  function encode(message: Uint8Array): Uint8Array {
    const { length } = bytesToSay('netstrings', message, maxLength);
    const digits = `${length}`;
    const frame = new Uint8Array(digits.length + length + 2);
    for (let i = 0; i < digits.length; i++) frame[i] = digits.charCodeAt(i);
    frame[digits.length] = COLON;
    frame.set(message, digits.length + 1);
    frame[frame.length - 1] = COMMA;
    return frame;
  }

  return carrying({
    name: 'netstrings',
    initial: NOT_BEGUN,
    decode: (state, bytes) => decodeSized(find, state, bytes),
    end: (state) => endSized('netstrings', state),
    encode,
  });
}
