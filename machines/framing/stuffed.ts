import type { XstateNetError } from '../kit/errors';
import { badFrame, excerpt, tooLong } from './badFrame';
import { bytesToSay } from './bytesToSay';
import type { Decoded } from './codec';
import { checkedLimit } from './limits';
import { carrying, type FrameCodec } from './payload';
import { NO_PIECES, type Pieces, split, unended, unendedLength } from './split';

/** How a message is made free of one byte, which then delimits. */
export interface Stuffing {
  readonly name: string;
  readonly delimiter: number;
  /** How long a message of this length can become. */
  longest(length: number): number;
  stuff(message: Uint8Array): Uint8Array;
  /** The message, or what is wrong with it. */
  unstuff(bytes: Uint8Array): Uint8Array | string;
  /** Whether a delimiter is put in front of a message too, so that noise on an idle line ends before it. */
  readonly leading: boolean;
}

/** A codec of messages with a byte between them that does not occur in them. Empty ones are none. */
export function stuffed(stuffing: Stuffing, limit: number): FrameCodec<Pieces> {
  const { name, delimiter, leading } = stuffing;
  const maxLength = checkedLimit(name, limit);
  const longest = stuffing.longest(maxLength);
  const end = Uint8Array.of(delimiter);

  function unstuffed(bytes: Uint8Array): Uint8Array | XstateNetError {
    const message = stuffing.unstuff(bytes);
    if (typeof message === 'string') return badFrame(name, `${message}, in ${excerpt(bytes)}`);
    return message.length > maxLength ? tooLong(name, maxLength, message) : message;
  }

  function decodeAll(ended: readonly Uint8Array[], pieces: Pieces): Decoded<Uint8Array, Pieces> {
    const messages: Uint8Array[] = [];
    for (const bytes of ended) {
      if (bytes.length === 0) continue;
      const message = unstuffed(bytes);
      if (message instanceof Error) return { state: NO_PIECES, messages, error: message };
      messages.push(message);
    }
    if (unendedLength(pieces) <= longest) return { state: pieces, messages };
    const error = tooLong(name, maxLength, unended(pieces));
    return { state: NO_PIECES, messages, error };
  }

  return carrying({
    name,
    initial: NO_PIECES,
    decode(state, bytes) {
      const { ended, pieces } = split(state, bytes, end);
      return decodeAll(ended, pieces);
    },
    end(state) {
      const left = unended(state);
      if (left.length === 0) return { state: NO_PIECES, messages: [] };
      const error = badFrame(
        name,
        `the peer finished in the middle of a message, ${excerpt(left)}`,
      );
      return { state: NO_PIECES, messages: [], error };
    },
    encode(message) {
      const body = stuffing.stuff(bytesToSay(name, message, maxLength));
      const start = leading ? 1 : 0;
      const frame = new Uint8Array(start + body.length + 1);
      if (leading) frame[0] = delimiter;
      frame.set(body, start);
      frame[frame.length - 1] = delimiter;
      return frame;
    },
  });
}
