import fc from 'fast-check';
import * as v from 'valibot';
import { createActor } from 'xstate';
import * as z from 'zod';
import {
  delimited,
  type EventCodec,
  json,
  lengthPrefixed,
  ndjson,
  netstrings,
  slip,
} from '../../../machines/framing';
import { reply } from '../../../machines/handler/say';
import { setupProtocol } from '../../../machines/handler/setupProtocol';
import { isXstateNetError } from '../../../machines/kit/errors';
import { Heard } from '../../support/heard';
import { bytes, decodeCut, everywhere } from './decodeCut';

type Joining = { type: 'join'; room: string } | { type: 'leave' };

const zods = z.discriminatedUnion('type', [
  z.object({ type: z.literal('join'), room: z.string().min(1) }),
  z.object({ type: z.literal('leave') }),
]);
const valibots = v.variant('type', [
  v.object({ type: v.literal('join'), room: v.pipe(v.string(), v.minLength(1)) }),
  v.object({ type: v.literal('leave') }),
]);

const CODECS: Readonly<Record<string, EventCodec<Joining>>> = {
  zod: ndjson(zods),
  valibot: ndjson(valibots),
  'zod in lengthPrefixed': lengthPrefixed(4).of(json(zods)),
  'zod in netstrings': netstrings().of(json(zods)),
  'zod in delimited': delimited('\n\n').of(json(zods)),
  'zod in slip': slip().of(json(zods)),
};

const JOINING = fc.oneof(
  fc.record({ type: fc.constant('join' as const), room: fc.string({ minLength: 1 }) }),
  fc.constant({ type: 'leave' as const }),
);

const shown = (messages: readonly unknown[]) =>
  messages.map((message) => (isXstateNetError(message) ? message.code : message));

describe.each(Object.entries(CODECS))('events of a schema of %s', (_, codec) => {
  it('arrive as they were said, wherever they are cut', () => {
    fc.assert(
      fc.property(fc.array(JOINING, { maxLength: 5 }), (messages) => {
        const stream = Buffer.concat(messages.map((message) => codec.encode(message)));
        expect(decodeCut(codec, stream, everywhere(stream)).messages).toEqual(messages);
      }),
      { numRuns: 30 },
    );
  });
});

describe('what does not fit', () => {
  it.each([
    ['no JSON', '{"type":', 'no JSON'],
    ['another shape', '{"type":"join","room":5}', 'room'],
    ['another type', '{"type":"jion","room":"x"}', 'schema'],
    ['no object', '5', 'schema'],
  ])('%s stands among the events as an error that says why', (_, text, word) => {
    const stream = bytes(`{"type":"leave"}\n${text}\n\n{"type":"leave"}\n`);
    const { messages, error } = decodeCut(ndjson(zods), stream, []);
    expect(error).toBeUndefined();
    expect(shown(messages)).toEqual([{ type: 'leave' }, 'XN_MISFIT', { type: 'leave' }]);
    expect((messages[1] as unknown as Error).message).toContain(word);
    expect((messages[1] as unknown as Error).message).toContain('it begins "');
  });

  it.each(['control.serverShutdown', 'xstate.stop', 'flow.ready', 'inbox', 'inbox.invalid', '*'])(
    'the type %s is not a peer’s to say, whatever the schema allows',
    (name) => {
      const anything = z.object({ type: z.string() });
      const codec = ndjson(anything as never);
      const { messages } = decodeCut(codec as never, bytes(`{"type":"${name}"}\n`), []);
      expect(shown(messages)).toEqual(['XN_MISFIT']);
    },
  );

  it('is refused to be waited for: a schema has to decide at once', () => {
    const later = {
      '~standard': { version: 1, vendor: 'x', validate: async () => ({ value: 1 }) },
    };
    expect(() => decodeCut(ndjson(later as never), bytes('1\n'), [])).toThrow(/decides at once/);
  });
});

describe('a handler of events', () => {
  const codec = ndjson(zods, { says: z.object({ type: z.literal('joined'), room: z.string() }) });
  const chat = setupProtocol({ codec }).createMachine({
    on: { join: { actions: reply(({ event }) => ({ type: 'joined', room: event.room })) } },
  });

  it('is tested with them, and says messages', () => {
    const handler = createActor(chat);
    const heard = new Heard(handler);
    handler.start().send({ type: 'join', room: 'blue' });
    expect(heard.all).toEqual([{ type: 'outbox', data: { type: 'joined', room: 'blue' } }]);
  });

  it('says them as its codec encodes them', () => {
    expect(Buffer.from(codec.encode({ type: 'joined', room: 'blue' })).toString()).toBe(
      '{"type":"joined","room":"blue"}\n',
    );
  });
});
