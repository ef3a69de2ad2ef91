import fc from 'fast-check';
import {
  type Codec,
  cobs,
  delimited,
  fixed,
  lengthPrefixed,
  lines,
  ndjson,
  netstrings,
  raw,
  slip,
} from '../../../machines/framing';
import { hold } from '../../../machines/framing/held';
import { concat, decodeCut, everywhere } from './decodeCut';

interface Case {
  readonly codec: Codec<unknown, unknown>;
  readonly message: fc.Arbitrary<unknown>;
}

const anyBytes = fc.uint8Array({ maxLength: 600 });
// Those that delimit and escape, more often than chance would have them.
const awkward = fc.array(fc.constantFrom(0, 1, 10, 13, 0xc0, 0xdb, 0xdc, 0xdd, 254, 255), {
  maxLength: 40,
});
const message = fc.oneof(
  anyBytes,
  awkward.map((list) => Uint8Array.from(list)),
);
const someText = fc.string({ unit: 'grapheme', maxLength: 80 });
const text = someText.map((letters) => letters.replace(/[\r\n]/g, ' '));
const MAX = 2_000;
const as = (codec: unknown) => codec as Codec<unknown, unknown>;

const CASES: Record<string, Case> = {
  lines: { codec: as(lines({ maxLength: MAX })), message: text },
  'lines, LF': {
    codec: as(lines({ ending: 'lf', maxLength: MAX })),
    message: text.map((t) => `${t}\r`),
  },
  'lines, CR LF': { codec: as(lines({ ending: 'crlf', maxLength: MAX })), message: text },
  'lines, latin1': {
    codec: as(lines({ encoding: 'latin1' })),
    message: anyBytes.map((list) =>
      [...list]
        .map((b) => String.fromCharCode(b))
        .join('')
        .replace(/[\r\n]/g, ''),
    ),
  },
  delimited: {
    codec: as(delimited('--', { maxLength: MAX })),
    // One that ends like the delimiter begins would be cut before its last byte.
    message: message.map((list) => list.filter((byte) => byte !== 0x2d)),
  },
  fixed: { codec: as(fixed(7)), message: fc.uint8Array({ minLength: 7, maxLength: 7 }) },
  ...Object.fromEntries(
    ([1, 2, 3, 4, 8, 'varint'] as const).flatMap((size) =>
      (['big', 'little'] as const).map((byteOrder) => [
        `lengthPrefixed(${size}), ${byteOrder}`,
        {
          codec: as(lengthPrefixed(size, { byteOrder, maxLength: MAX })),
          message: size === 1 ? fc.uint8Array({ maxLength: 255 }) : message,
        },
      ]),
    ),
  ),
  'lengthPrefixed, header included': {
    codec: as(lengthPrefixed(2, { includesHeader: true, maxLength: MAX })),
    message,
  },
  netstrings: { codec: as(netstrings({ maxLength: MAX })), message },
  ndjson: { codec: as(ndjson({ maxLength: 20_000 })), message: fc.jsonValue({ maxDepth: 3 }) },
  slip: {
    codec: as(slip({ maxLength: MAX })),
    message: message.filter(({ length }) => length > 0),
  },
  cobs: { codec: as(cobs({ maxLength: MAX })), message },
};

/** As JSON has it: no -0, no difference between kinds of arrays. */
const plain = (value: unknown): unknown =>
  value instanceof Uint8Array ? [...value] : JSON.parse(JSON.stringify(value));

describe.each(Object.entries(CASES))('%s', (_name, { codec, message: messages }) => {
  const conversation = fc.array(messages, { maxLength: 12 });
  const streamOf = (said: readonly unknown[]) => concat(said.map((each) => codec.encode(each)));

  it('finds what was encoded, wherever the stream is cut', () => {
    fc.assert(
      fc.property(conversation, fc.array(fc.nat(4_000)), (said, cuts) => {
        const { messages: found, error } = decodeCut(codec, streamOf(said), cuts);
        expect(error).toBeUndefined();
        expect(found.map(plain)).toEqual(said.map(plain));
      }),
    );
  });

  it('finds the same in a stream that is cut at every byte', () => {
    fc.assert(
      fc.property(conversation, (said) => {
        const stream = streamOf(said);
        const { messages: found, error } = decodeCut(codec, stream, everywhere(stream));
        expect(error).toBeUndefined();
        expect(found.map(plain)).toEqual(said.map(plain));
      }),
      { numRuns: 30 },
    );
  });

  it('says the same of any bytes, right or wrong, however they are cut', () => {
    const rubbish = fc.oneof(
      message,
      fc.tuple(conversation, message).map(([said, tail]) => concat([streamOf(said), tail])),
      fc.tuple(conversation, fc.nat(3_000), fc.nat(255)).map(([said, at, byte]) => {
        const stream = streamOf(said);
        return stream.length === 0 ? stream : stream.with(at % stream.length, byte);
      }),
    );
    fc.assert(
      fc.property(rubbish, fc.array(fc.nat(4_000)), (stream, cuts) => {
        const whole = decodeCut(codec, stream, []);
        for (const places of [cuts, everywhere(stream)]) {
          const found = decodeCut(codec, stream, places);
          expect(found.messages.map(plain)).toEqual(whole.messages.map(plain));
          expect(found.error?.code).toBe(whole.error?.code);
        }
      }),
      { numRuns: 50 },
    );
  });

  it('leaves the state that it was given as it was', () => {
    fc.assert(
      fc.property(conversation, message, message, (said, one, other) => {
        const stream = streamOf(said);
        const { state } = codec.decode(codec.initial, stream.slice(0, stream.length / 2));
        const once = codec.decode(state, one);
        codec.decode(state, other);
        const again = codec.decode(state, one);
        expect(again.messages.map(plain)).toEqual(once.messages.map(plain));
        expect(again.error?.code).toBe(once.error?.code);
      }),
    );
  });

  it('says what is wrong with a message that is none', () => {
    for (const nonsense of [undefined, () => {}, Symbol('nothing')]) {
      expect(() => codec.encode(nonsense)).toThrow(
        expect.objectContaining({ code: 'XN_BAD_MESSAGE' }),
      );
    }
  });
});

describe('raw', () => {
  it('hands on what comes, and never an empty message', () => {
    const codec = raw();
    expect(codec.decode(undefined, Uint8Array.of(1, 2)).messages).toEqual([Uint8Array.of(1, 2)]);
    expect(codec.decode(undefined, new Uint8Array(0)).messages).toEqual([]);
  });
});

describe('what is held of an incomplete message', () => {
  it('does not hold the rest of the buffer that it came in', () => {
    const read = new Uint8Array(65_536);
    expect(hold(undefined, read.subarray(65_530))?.bytes.buffer.byteLength).toBe(6);
    expect(hold(undefined, read.subarray(1))?.bytes.buffer).toBe(read.buffer);
  });

  it('costs the same for each byte of a long line that comes byte by byte', () => {
    const codec = lines();
    let state = codec.initial;
    const one = Uint8Array.of(97);
    for (let i = 0; i < 65_536; i++) state = codec.decode(state, one).state;
    expect(codec.decode(state, Uint8Array.of(10)).messages[0]).toHaveLength(65_536);
  });
});
