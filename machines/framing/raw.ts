import { bytesToSay } from './bytesToSay';
import type { Codec } from './codec';

/** Bytes as they come, cut anywhere: a message is what one read brought. */
export const raw = (): Codec<Uint8Array, undefined> => ({
  name: 'raw',
  initial: undefined,
  decode: (_state, bytes) => ({ state: undefined, messages: bytes.length === 0 ? [] : [bytes] }),
  end: () => ({ state: undefined, messages: [] }),
  encode: (message) => bytesToSay('raw', message, Number.POSITIVE_INFINITY),
});
