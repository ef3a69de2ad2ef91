/** Codec for messages that end with bytes of the protocol's choice. */

import { XstateNetError } from '../kit/errors';
import { badFrame, badMessage, excerpt, tooLong } from './badFrame';
import { bytesToSay } from './bytesToSay';
import type { Decoded } from './codec';
import { checkedLimit, DEFAULT_LINE_LIMIT, type LengthLimit } from './limits';
import { carrying, type FrameCodec } from './payload';
import { NO_PIECES, type Pieces, split, unended, unendedLength } from './split';

export interface DelimitedOptions extends LengthLimit {
  /** Longest message in bytes without its delimiter. Default 65536. */
  readonly maxLength?: number;
}

/** Longest delimiter, in bytes: more is no delimiter but a mistake. */
const LONGEST_DELIMITER = 256;

const utf8 = new TextEncoder();

/**
 * Messages of bytes with a delimiter behind each: text, that is taken as UTF-8, or bytes. A message that
 * the peer finished without delimiting it is refused. Messages may share memory with what was read.
 */
export function delimited(
  delimiter: string | Uint8Array,
  options: DelimitedOptions = {},
): FrameCodec<Pieces> {
  const end = typeof delimiter === 'string' ? utf8.encode(delimiter) : Uint8Array.from(delimiter);
  if (end.length === 0 || end.length > LONGEST_DELIMITER) {
    throw new XstateNetError(
      'XN_BAD_OPTION',
      `the delimiter has ${end.length} bytes; give it 1 to ${LONGEST_DELIMITER}`,
    );
  }
  const maxLength = checkedLimit('delimited', options.maxLength ?? DEFAULT_LINE_LIMIT);

  function refuse(bytes: Uint8Array, messages: readonly Uint8Array[]): Decoded<Uint8Array, Pieces> {
    return { state: NO_PIECES, messages, error: tooLong('delimited', maxLength, bytes) };
  }

  return carrying({
    name: 'delimited',
    initial: NO_PIECES,
    decode(state, bytes) {
      const { ended, pieces } = split(state, bytes, end);
      const at = ended.findIndex(({ length }) => length > maxLength);
      if (at >= 0) return refuse(ended[at] as Uint8Array, ended.slice(0, at));
      if (unendedLength(pieces) > maxLength) return refuse(unended(pieces), ended);
      return { state: pieces, messages: ended };
    },
    end(state) {
      const left = unended(state);
      if (left.length === 0) return { state: NO_PIECES, messages: [] };
      return {
        state: NO_PIECES,
        messages: [],
        error: badFrame(
          'delimited',
          `the peer finished in the middle of a message, ${excerpt(left)}`,
        ),
      };
    },
    encode(message) {
      bytesToSay('delimited', message, maxLength);
      const whole = new Uint8Array(message.length + end.length);
      whole.set(message);
      whole.set(end, message.length);
      // Together they must have the delimiter at the end and nowhere before, not even overlapping it.
      const [first] = split(NO_PIECES, whole, end).ended;
      if (first?.length !== message.length) {
        throw badMessage('delimited', `the message holds the delimiter: ${excerpt(message)}`);
      }
      return whole;
    },
  });
}
