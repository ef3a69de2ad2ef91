import { XstateNetError } from '../kit/errors';
import { badFrame, badMessage, excerpt } from './badFrame';
import { bytesToSay } from './bytesToSay';
import { type ByteOrder, integerField, type LengthField, varintField } from './lengthField';
import { checkedInteger, checkedLimit, DEFAULT_MESSAGE_LIMIT, type LengthLimit } from './limits';
import { carrying, type FrameCodec } from './payload';
import { type Begun, decodeSized, endSized, type Found, NOT_BEGUN } from './sized';

/** Size of the field in bytes, or a varint as Protocol Buffers writes it. */
export type LengthSize = 1 | 2 | 3 | 4 | 8 | 'varint';

export interface LengthPrefixedOptions extends LengthLimit {
  /** `'big'`, the default, is network byte order. Means nothing to a varint. */
  readonly byteOrder?: ByteOrder;
  /**
   * Bytes in front of the length, such as a type. Default 0. If there are any, a message is the whole
   * frame, because they say something; `encode` is given a whole frame too, and writes the length into it.
   */
  readonly offset?: number;
  /** Whether the length counts itself and what is in front of it. Default false. */
  readonly includesHeader?: boolean;
  /** Longest message in bytes; of a whole frame where there is an `offset`. Default 1048576. */
  readonly maxLength?: number;
}

const SIZES: readonly unknown[] = [1, 2, 3, 4, 8, 'varint'];
const MOST_OFFSET = 1_024;

const badOption = (message: string) => new XstateNetError('XN_BAD_OPTION', message);

/** Messages of bytes with their length in front. They may share memory with what was read. */
export function lengthPrefixed(
  size: LengthSize,
  options: LengthPrefixedOptions = {},
): FrameCodec<Begun> {
  const { byteOrder = 'big', includesHeader = false } = options;
  if (!SIZES.includes(size)) throw badOption("the size of a length is 1, 2, 3, 4, 8 or 'varint'");
  if (byteOrder !== 'big' && byteOrder !== 'little') {
    throw badOption("byteOrder of lengthPrefixed is 'big' or 'little'");
  }
  const offset = checkedInteger('offset of lengthPrefixed', options.offset ?? 0, 0, MOST_OFFSET);
  if (size === 'varint' && (offset > 0 || includesHeader)) {
    throw badOption(
      'a varint takes neither offset nor includesHeader: how long it is depends on the length',
    );
  }
  const maxLength = checkedLimit('lengthPrefixed', options.maxLength ?? DEFAULT_MESSAGE_LIMIT);
  const field: LengthField = size === 'varint' ? varintField : integerField(size, byteOrder);
  const whole = offset > 0;

  function find(bytes: Uint8Array, at: number): Found {
    const read = field.read(bytes, at + offset);
    // What is missing of a varint is not known before it has ended.
    if (read === undefined)
      return { needed: Math.max(bytes.length - at + 1, offset + field.sizeOf(0)) };
    const header = offset + read.size;
    const body = includesHeader ? read.length - header : read.length;
    const length = whole ? header + body : body;
    if (body < 0) {
      return {
        error: badFrame(
          'lengthPrefixed',
          `a length of ${read.length} is less than its own header, ${header} bytes, at ${excerpt(bytes.subarray(at))}`,
        ),
      };
    }
    if (length > maxLength) {
      return {
        error: badFrame(
          'lengthPrefixed',
          `a message says that it has ${length} bytes; maxLength allows ${maxLength}, at ${excerpt(bytes.subarray(at))}`,
        ),
      };
    }
    const next = at + header + body;
    if (bytes.length < next) return { needed: next - at };
    return { start: whole ? at : at + header, end: next, next };
  }

  function encode(message: Uint8Array): Uint8Array {
    const given = bytesToSay('lengthPrefixed', message, maxLength);
    const header = offset + field.sizeOf(given.length);
    if (whole && given.length < header) {
      throw badMessage(
        'lengthPrefixed',
        `the frame has ${given.length} bytes; its header alone has ${header}`,
      );
    }
    const body = whole ? given.length - header : given.length;
    const length = includesHeader ? body + header : body;
    if (length > field.most) {
      throw badMessage(
        'lengthPrefixed',
        `a length of ${length} does not fit into its field; the most is ${field.most}`,
      );
    }
    const frame = new Uint8Array(header + body);
    frame.set(given, whole ? 0 : header);
    field.write(length, frame, offset);
    return frame;
  }

  return carrying({
    name: 'lengthPrefixed',
    initial: NOT_BEGUN,
    decode: (state, bytes) => decodeSized(find, state, bytes),
    end: (state) => endSized('lengthPrefixed', state),
    encode,
  });
}
