import { type AnyCodec, delimited, fixed, lengthPrefixed, lines } from '../../machines/framing';
import { outbox } from '../../machines/handler/say';
import { setupProtocol } from '../../machines/handler/setupProtocol';
import { clientBytes } from '../bytes';
import { type Frames, type SimulatedProtocol, sameAsClient } from './simulatedProtocol';

const NEWLINE = 0x0a;

/** Longest lines that are taken: of the clients' few are longer. */
const LONGEST = 60;

/** Longest messages that say their length in a byte. */
const LONGEST_PREFIXED = 250;

const SIZE = 7;

/** A client's bytes, one by one. */
const byteAt = (client: number, at: number): number => clientBytes(client, at, 1)[0] as number;

/** Where frames end in what a client has sent, the first that is too long left out. */
type NextEnd = (client: number, from: number) => number | 'wrong';

/** What is in the first bytes of a client, by where frames end. */
const framesBy =
  (nextEnd: NextEnd, longestUnended: number): Frames['within'] =>
  (client, length) => {
    let whole = 0;
    for (;;) {
      const end = nextEnd(client, whole);
      if (end === 'wrong') return { whole, isWrong: length > whole + longestUnended };
      if (end > length) return { whole, isWrong: false };
      whole = end;
    }
  };

const lineEnd =
  (longest: number): NextEnd =>
  (client, from) => {
    for (let at = from; at - from <= longest; at += 1) {
      if (byteAt(client, at) === NEWLINE) return at + 1;
    }
    return 'wrong';
  };

const prefixedEnd: NextEnd = (client, from) => {
  const length = byteAt(client, from);
  return length > LONGEST_PREFIXED ? 'wrong' : from + 1 + length;
};

const bytesOf = (message: unknown): Uint8Array => message as Uint8Array;

const withNewline = (message: unknown): Uint8Array => {
  const text = typeof message === 'string' ? Buffer.from(message, 'latin1') : bytesOf(message);
  return Buffer.concat([text, Uint8Array.of(NEWLINE)]);
};

/** Sends back every message. */
const echoing = (codec: AnyCodec) =>
  setupProtocol({ codec: codec as never }).createMachine({
    id: 'echoingMessages',
    initial: 'connected',
    states: {
      connected: {
        on: {
          inbox: {
            actions: outbox((({ event }: { event: { data: never } }) => event.data) as never),
          },
          'control.*': 'shutdown',
        },
      },
      shutdown: { type: 'final' },
    },
  } as never);

const echoesBy = (codec: AnyCodec, frames: Frames): SimulatedProtocol => ({
  protocol: echoing(codec) as never,
  simple: true,
  says: (_, client) => sameAsClient(client),
  total: ({ received }) => received,
  answersFin: true,
  answersShutdown: true,
  mayMisunderstand: true,
  maySpeakSlowly: true,
  isChatty: true,
  frames,
});

/** Protocols that get messages by the codecs that ship: whatever clients send is cut into some, up to what is none. */
export const framedProtocols: Readonly<Record<string, SimulatedProtocol>> = {
  'lines-latin1': echoesBy(
    lines({ encoding: 'latin1', ending: 'lf', unterminated: 'refuse', maxLength: LONGEST }),
    { bytesOf: withNewline, within: framesBy(lineEnd(LONGEST), LONGEST) },
  ),
  'delimited-newline': echoesBy(delimited('\n', { maxLength: LONGEST }), {
    bytesOf: withNewline,
    within: framesBy(lineEnd(LONGEST), LONGEST),
  }),
  'lengthPrefixed-1': echoesBy(lengthPrefixed(1, { maxLength: LONGEST_PREFIXED }), {
    bytesOf: (message) => Buffer.concat([Uint8Array.of(bytesOf(message).length), bytesOf(message)]),
    within: framesBy(prefixedEnd, 0),
  }),
  'fixed-7': echoesBy(fixed(SIZE), {
    bytesOf,
    within: framesBy((_, from) => from + SIZE, 0),
  }),
};
