import fc from 'fast-check';
import { pack } from 'msgpackr';
import { parse } from 'protobufjs';
import * as z from 'zod';
import { msgpack, protobuf } from '../../../../actors/services/payloads';
import { type Codec, lengthPrefixed } from '../../../../machines/framing';
import { isXstateNetError } from '../../../../machines/kit/errors';
import { decodeCut, everywhere } from '../../../machines/framing/decodeCut';

const { root } = parse(`
  syntax = "proto3";
  package chat;
  message Join { string room = 1; }
  message Leave { uint32 reason = 1; }
  message Envelope { oneof type { Join join = 1; Leave leave = 2; } }
`);
const Envelope = root.lookupType('chat.Envelope');

const packed = z.discriminatedUnion('type', [
  z.object({ type: z.literal('join'), room: z.string() }),
  z.object({ type: z.literal('leave'), reason: z.number() }),
]);

const enveloped = z.discriminatedUnion('type', [
  z.object({ type: z.literal('join'), join: z.object({ room: z.string() }) }),
  z.object({ type: z.literal('leave'), leave: z.object({ reason: z.number() }) }),
]);

const codes = (messages: readonly unknown[]) =>
  messages.map((message) => (isXstateNetError(message) ? message.code : message));

describe('messages of MessagePack', () => {
  const codec = lengthPrefixed(4).of(msgpack(packed));

  it('arrive as events, wherever they are cut', () => {
    const message = fc.oneof(
      fc.record({ type: fc.constant('join' as const), room: fc.string() }),
      fc.record({
        type: fc.constant('leave' as const),
        reason: fc.double({ noNaN: true, noDefaultInfinity: true }),
      }),
    );
    fc.assert(
      fc.property(fc.array(message, { maxLength: 4 }), (messages) => {
        const stream = Buffer.concat(messages.map((each) => codec.encode(each)));
        expect(decodeCut(codec, stream, everywhere(stream)).messages).toEqual(messages);
      }),
      { numRuns: 30 },
    );
  });

  it('that do not fit, or are none, stand among them as errors, whatever the bytes', () => {
    const frames = lengthPrefixed(4);
    const wrong = [pack({ type: 'join' }), Uint8Array.of(0xc1), Uint8Array.of(0xdf, 255, 255)];
    const stream = Buffer.concat(wrong.map((bytes) => frames.encode(bytes)));
    expect(codes(decodeCut(codec, stream, []).messages)).toEqual(wrong.map(() => 'XN_MISFIT'));
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 40 }), (bytes) => {
        const { messages } = decodeCut(codec, frames.encode(bytes), []);
        expect(messages).toHaveLength(1);
      }),
    );
  });

  it('are any values without a schema', () => {
    const plain = lengthPrefixed(2).of(msgpack());
    expect(decodeCut(plain, plain.encode({ a: [1, 'x'] }), []).messages).toEqual([{ a: [1, 'x'] }]);
  });
});

describe('messages of Protocol Buffers', () => {
  const codec = lengthPrefixed('varint').of(protobuf(Envelope, enveloped));

  it('arrive as events by the name of their oneof', () => {
    const messages = [
      { type: 'join' as const, join: { room: 'blue' } },
      { type: 'leave' as const, leave: { reason: 7 } },
    ];
    const stream = Buffer.concat(messages.map((each) => codec.encode(each)));
    expect(decodeCut(codec, stream, everywhere(stream)).messages).toEqual(messages);
  });

  it('that cannot be decoded stand among them as errors', () => {
    const stream = lengthPrefixed('varint').encode(Uint8Array.of(0x0a, 0xff, 1));
    expect(codes(decodeCut(codec, stream, []).messages)).toEqual(['XN_MISFIT']);
  });

  it('that do not fit their type are not said', () => {
    const any = lengthPrefixed('varint').of(protobuf(Envelope)) as unknown as Codec<unknown>;
    expect(() => any.encode({ join: { room: 5 } })).toThrow(/room: string expected/);
  });
});
