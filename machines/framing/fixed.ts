import { badMessage } from './badFrame';
import { bytesToSay } from './bytesToSay';
import { checkedInteger } from './limits';
import { carrying, type FrameCodec } from './payload';
import { type Begun, decodeSized, endSized, type FindFrame, NOT_BEGUN } from './sized';

/** Messages of bytes that are all of one length. They may share memory with what was read. */
export function fixed(length: number): FrameCodec<Begun> {
  checkedInteger('length of fixed', length, 1, 2 ** 31 - 1);
  const find: FindFrame = (bytes, at) =>
    bytes.length - at < length
      ? { needed: length }
      : { start: at, end: at + length, next: at + length };
  return carrying({
    name: 'fixed',
    initial: NOT_BEGUN,
    decode: (state, bytes) => decodeSized(find, state, bytes),
    end: (state) => endSized('fixed', state),
    encode(message) {
      if (bytesToSay('fixed', message, length).length === length) return message;
      throw badMessage(
        'fixed',
        `the message has ${message.length} bytes; it has to have ${length}`,
      );
    },
  });
}
