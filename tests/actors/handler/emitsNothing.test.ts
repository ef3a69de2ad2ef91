import { emit } from 'xstate';
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
  });
});
