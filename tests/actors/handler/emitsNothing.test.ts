import { emit } from 'xstate';
import { outbox } from '../../../machines/handler/say';
import { setupProtocol } from '../../../machines/handler/setupProtocol';
import { leaveNothingBehind } from '../../support/afterwards';
import { serve } from '../../support/serve';

leaveNothingBehind();

const NOTHINGS: readonly (readonly [string, unknown])[] = [
  ['undefined', undefined],
  ['null', null],
  [
    'what refuses to tell its type',
    {
      get type(): string {
        throw new Error('no type for you');
      },
    },
  ],
];

/** What is emitted and has no type. XState lets it pass, and nobody would hear of it. */
const UNTYPED: readonly (readonly [string, () => unknown, string])[] = [
  ['text', () => 'hello', '"hello"'],
  ['a number', () => 5, '5'],
  ['true', () => true, 'true'],
  ['bytes', () => Buffer.from('hello'), '(Buffer) of 5 bytes'],
  ['an object', () => ({ data: 'hello' }), '{ data: "hello" }'],
  ['a list', () => ['outbox'], '["outbox"]'],
  ['a type that is a number', () => ({ type: 5 }), '{ type: 5 }'],
  ['a type that is a symbol', () => ({ type: Symbol('outbox') }), '{ type: Symbol(outbox) }'],
  ['an object without a prototype', () => Object.create(null), 'something that cannot be shown'],
  ['a promise', async () => ({ type: 'outbox' }), 'a promise'],
  ['a promise that is rejected', () => Promise.reject(new Error('no')), 'a promise'],
];

const WATCHING = [
  ['unwatched', {}],
  ['inspected', { inspect: () => {} }],
] as const;

/** How a handler says it: in a transition that is handled directly, and in one that is interpreted. */
const WAYS = [
  ['directly', {}],
  ['behind a guard', { guard: () => true }],
] as const;

describe.each(WATCHING)('a handler that emits, %s,', (_watched, options) => {
  describe.each(WAYS)('%s,', (_way, guard) => {
    it.each(NOTHINGS)('%s, ends its own connection with handlerError', async (_what, value) => {
      const said = emit(() => value as never) as never;
      const protocol = setupProtocol().createMachine({
        on: { inbox: { ...guard, actions: said } },
      });
      const served = await serve({ protocol: protocol as never }, options);
      const one = (await served.client()).send('hello');
      const { error } = await served.said.one('handlerError');
      expect(error).toMatchObject({ code: 'XN_HANDLER_FAILED', cause: expect.any(Error) });
      expect(await served.said.one('disconnected')).toMatchObject({ howDied: 'handlerError' });
      expect(one).toBeDefined();
      await served.drain();
    });

    it.each(UNTYPED)(
      '%s, ends its own connection with XN_BAD_OUTBOX',
      async (_what, make, words) => {
        const said = emit(make as never) as never;
        const protocol = setupProtocol().createMachine({
          on: { inbox: { ...guard, actions: said } },
        });
        const served = await serve({ protocol: protocol as never }, options);
        (await served.client()).send('hello');
        const { error } = await served.said.one('handlerError');
        expect(error.code).toBe('XN_BAD_OUTBOX');
        expect(error.message).toContain(`emitted ${words}, which has no type`);
        expect(await served.said.one('disconnected')).toMatchObject({ howDied: 'handlerError' });
        await served.drain();
      },
    );

    it('a word of its own, goes on', async () => {
      const own = emit({ type: 'joined', room: 5 } as never) as never;
      const protocol = setupProtocol().createMachine({
        on: { inbox: { ...guard, actions: [own, outbox('fine') as never] } },
      });
      const served = await serve({ protocol: protocol as never }, options);
      const one = (await served.client()).send('hello');
      await one.getsText('fine');
      expect(served.said.count('handlerError')).toBe(0);
    });
  });
});
