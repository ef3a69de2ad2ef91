/** Codec for protocols of text: a message a line. */

import { XstateNetError } from '../kit/errors';
import { badFrame, badMessage, excerpt, tooLong } from './badFrame';
import type { Codec, Decoded } from './codec';
import { checkedLimit, DEFAULT_LINE_LIMIT, type LengthLimit } from './limits';
import { NO_PIECES, type Pieces, rest, split, unended, unendedLength } from './split';
import { type Encoding, textCoding } from './text';

export interface LinesOptions extends LengthLimit {
  /**
   * What ends a line. `'any'`, the default: LF, and a CR before it is dropped. `'lf'`: LF alone, a CR is
   * text. `'crlf'`: the two together; either alone is text, as SMTP demands (RFC 5321, 2.3.8).
   */
  readonly ending?: 'any' | 'lf' | 'crlf';
  /** `'utf8'`, the default: what is not UTF-8 is refused (RFC 3629). `'latin1'`: each byte is a letter. */
  readonly encoding?: Encoding;
  /**
   * What becomes of a line that the peer finished without ending: `'deliver'`, the default, as most
   * clients forget the last one; `'refuse'` where half a command must not be obeyed.
   */
  readonly unterminated?: 'deliver' | 'refuse';
  /** Longest line in bytes without its end. Default 65536. */
  readonly maxLength?: number;
}

const LF = Uint8Array.of(10);
const CRLF = Uint8Array.of(13, 10);
const CR = 13;

/** What would be read as the end of a line; a bare CR or LF is none, but RFC 5321 forbids to send one. */
const FORBIDDEN = { any: /\n|\r$/, lf: /\n/, crlf: /[\r\n]/ } as const;

/**
 * Lines of text. Each message is a line without its end; `encode` puts LF behind it, or CR LF where
 * lines end so, and refuses text that would be read as more than one line.
 */
export function lines(options: LinesOptions = {}): Codec<string, Pieces> {
  const { ending = 'any', encoding = 'utf8', unterminated = 'deliver' } = options;
  if (!Object.hasOwn(FORBIDDEN, ending)) {
    throw new XstateNetError(
      'XN_BAD_OPTION',
      "ending of lines is unknown; give 'any', 'lf' or 'crlf'",
    );
  }
  const maxLength = checkedLimit('lines', options.maxLength ?? DEFAULT_LINE_LIMIT);
  const coding = textCoding(encoding);
  const delimiter = ending === 'crlf' ? CRLF : LF;
  const end = ending === 'crlf' ? '\r\n' : '\n';
  const forbidden = FORBIDDEN[ending];
  // A CR that belongs to the end is no part of the line.
  const longest = ending === 'any' ? maxLength + 1 : maxLength;

  const contentOf = (line: Uint8Array): Uint8Array =>
    ending === 'any' && line.at(-1) === CR ? line.subarray(0, -1) : line;

  function decodeOneByOne(raw: readonly Uint8Array[], pieces: Pieces): Decoded<string, Pieces> {
    const messages: string[] = [];
    for (const each of raw) {
      const line = contentOf(each);
      const error = line.length > maxLength ? tooLong('lines', maxLength, line) : undefined;
      const text = error === undefined ? coding.decode(line) : undefined;
      if (text === undefined) {
        return { state: NO_PIECES, messages, error: error ?? notText(line, encoding) };
      }
      messages.push(text);
    }
    if (unendedLength(pieces) <= longest) return { state: pieces, messages };
    return { state: NO_PIECES, messages, error: tooLong('lines', maxLength, unended(pieces)) };
  }

  /** Most of what arrives is whole lines, none of them too long: their text is made in one go. */
  function decodeAtOnce(bytes: Uint8Array): Decoded<string, Pieces> | undefined {
    if (ending === 'crlf' || bytes.length > maxLength) return undefined;
    const last = bytes.lastIndexOf(10);
    const text = last < 0 ? undefined : coding.decode(bytes.subarray(0, last));
    if (text === undefined) return undefined;
    const found = text.split('\n');
    const messages =
      ending === 'any' && text.includes('\r')
        ? found.map((line) => (line.endsWith('\r') ? line.slice(0, -1) : line))
        : found;
    return { state: rest(undefined, bytes, last + 1, 1), messages };
  }

  return {
    name: 'lines',
    initial: NO_PIECES,
    decode(state, bytes) {
      const atOnce = state.held === undefined ? decodeAtOnce(bytes) : undefined;
      if (atOnce !== undefined) return atOnce;
      const { ended, pieces } = split(state, bytes, delimiter);
      return decodeOneByOne(ended, pieces);
    },
    end(state) {
      const left = unended(state);
      if (left.length === 0) return { state: NO_PIECES, messages: [] };
      if (unterminated === 'deliver') return decodeOneByOne([left], NO_PIECES);
      const error = badFrame(
        'lines',
        `the peer finished in the middle of the line ${excerpt(left)}`,
      );
      return { state: NO_PIECES, messages: [], error };
    },
    encode(line) {
      if (typeof line !== 'string') throw badMessage('lines', `a line is text, not ${typeof line}`);
      if (forbidden.test(line)) {
        throw badMessage(
          'lines',
          `the text holds the end of a line (${JSON.stringify(line.slice(0, 64))}); say its lines one by one`,
        );
      }
      const bytes = coding.encode(line + end);
      const { length } = bytes;
      if (length - end.length > maxLength) {
        throw badMessage(
          'lines',
          `the line has ${length - end.length} bytes; maxLength allows ${maxLength}`,
        );
      }
      return bytes;
    },
  };
}

const notText = (line: Uint8Array, encoding: Encoding): XstateNetError =>
  badFrame('lines', `a line is not ${encoding} text: ${excerpt(line)}`);
