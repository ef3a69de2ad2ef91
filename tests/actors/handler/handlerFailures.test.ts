import { emit, fromCallback, fromPromise } from 'xstate';
import type { Protocol } from '../../../machines/handler/protocol';
import { outbox, stopServer } from '../../../machines/handler/say';
import { setupProtocol } from '../../../machines/handler/setupProtocol';
import { echo } from '../../../machines/protocols/echo';
import { leaveNothingBehind } from '../../support/afterwards';
import { obedient } from '../../support/protocols';
import { serve } from '../../support/serve';

leaveNothingBehind();

const fail = (): never => {
  throw new Error('oh dear');
};

const revokedProxy = (): object => {
  const { proxy, revoke } = Proxy.revocable({}, {});
  revoke();
  return proxy;
};

/** What a careless or hostile user can throw: each of them throws again when it is put into a message. */
const UNSHOWABLE: readonly (readonly [string, () => unknown])[] = [
  ['an object without a prototype', () => Object.create(null)],
  ['an object whose toString throws', () => ({ toString: fail })],
  [
    'an Error whose message is a symbol',
    () => Object.assign(new Error('x'), { message: Symbol('m') }),
  ],
  [
    'an Error whose message throws',
    () => Object.defineProperty(new Error('x'), 'message', { get: fail }),
  ],
  ['a revoked proxy', revokedProxy],
];

/** What can be wrong with a protocol, for every third connection. */
const BAD: readonly (readonly [string, () => unknown])[] = [
  ['a function that throws', fail],
  ['a function that returns nothing', () => undefined],
  ['a function that returns null', () => null],
  ['a function that returns a function', () => () => echo],
  ['a context that throws', () => setupProtocol().createMachine({ context: fail })],
  ['an entry action that throws', () => setupProtocol().createMachine({ entry: fail })],
  [
    'an action that throws',
    () => setupProtocol().createMachine({ on: { inbox: { actions: fail } } }),
  ],
  [
    'a guard that throws',
    () => setupProtocol().createMachine({ on: { inbox: { guard: fail, actions: () => {} } } }),
  ],
  [
    'outbox() of a function that gives no bytes',
    () => setupProtocol().createMachine({ on: { inbox: { actions: outbox(() => 5 as never) } } }),
  ],
  [
    'an outbox message without bytes',
    () =>
      setupProtocol().createMachine({
        on: { inbox: { actions: emit({ type: 'outbox', data: 'text' } as never) } },
      }),
  ],
  ...UNSHOWABLE.flatMap(([what, make]): (readonly [string, () => unknown])[] => {
    const raise = (): never => {
      throw make();
    };
    return [
      [`a function that throws ${what}`, raise],
      [
        `an action that throws ${what}`,
        () => setupProtocol().createMachine({ on: { inbox: { actions: raise } } }),
      ],
      [
        `a promise that is rejected with ${what}`,
        () =>
          setupProtocol({ actors: { work: fromPromise(async () => raise()) } }).createMachine({
            invoke: { src: 'work' },
          }),
      ],
      [`a callback that throws ${what}`, () => fromCallback(({ receive }) => receive(raise))],
    ];
  }),
  ['a callback that throws at its start', () => fromCallback(fail)],
  ['a callback that throws on an event', () => fromCallback(({ receive }) => receive(fail))],
];

describe.each([
  ['unwatched', {}],
  ['watched', { inspect: () => {} }],
] as const)('a handler that fails, %s,', (_, options) => {
  it.each(BAD)('%s ends its own connection and no other', async (_what, make) => {
    const protocol = (({ id }: { id: number }) => (id === 2 ? make() : echo)) as Protocol;
    const { client, said, server } = await serve({ protocol }, options);
    const one = (await client()).send('one');
    await one.getsText('one');
    const two = await client().catch(() => undefined);
    if (two !== undefined && !two.hasClosed) two.send('two');
    expect(await said.one('disconnected')).toMatchObject({
      howDied: 'handlerError',
      connection: { id: 2 },
    });
    const three = (await client()).send('three');
    await three.getsText('three');
    await one.send(' more').getsText('one more');
    const failures = said.of('handlerError').map(({ handler: _handler, ...failure }) => failure);
    expect(failures).toEqual([
      {
        type: 'handlerError',
        connection: expect.objectContaining({ id: 2 }),
        error: expect.objectContaining({ code: expect.stringMatching(/^XN_/) }),
      },
    ]);
    expect(said.count('disconnected')).toBe(1);
    expect(said.types.indexOf('connected')).toBeLessThan(said.types.indexOf('handlerError'));
    expect(server.getSnapshot().value).toBe('serving');
  });

  it('resets its connection, so that the client knows that it was not heard', async () => {
    const { client, said } = await serve({ protocol: obedient }, options);
    const one = (await client()).send('FAIL');
    expect(await one.closed()).toBe('ECONNRESET');
    expect((await said.one('handlerError')).error).toMatchObject({
      code: 'XN_HANDLER_FAILED',
      message: expect.stringContaining(
        `127.0.0.1:${(await said.one('connected')).connection.peerport}`,
      ),
      cause: expect.objectContaining({ message: 'as it was told' }),
    });
  });

  it('takes what it has invoked with it', async () => {
    let running = 0;
    const protocol = setupProtocol({
      actors: {
        ticker: fromCallback(() => {
          running += 1;
          return () => {
            running -= 1;
          };
        }),
      },
    }).createMachine({ invoke: { src: 'ticker' }, on: { inbox: { actions: fail } } });
    const { client, said } = await serve({ protocol: protocol as unknown as Protocol }, options);
    const one = (await client()).send('x');
    await one.closed();
    await said.one('disconnected');
    expect(running).toBe(0);
  });
});

it('a handler can stop the whole server', async () => {
  const protocol = setupProtocol().createMachine({
    initial: 'connected',
    states: {
      connected: {
        on: {
          inbox: { actions: [outbox('as you wish'), stopServer()] },
          'control.*': 'shutdown',
        },
      },
      shutdown: { type: 'final' },
    },
  });
  const { client, said, server } = await serve({ protocol });
  const bystander = await client();
  const one = (await client()).send('stop');
  expect((await one.ended()).toString()).toBe('as you wish');
  await bystander.ended();
  one.end();
  bystander.end();
  await said.one('shutdown');
  expect(server.getSnapshot()).toMatchObject({ status: 'done', output: {} });
});
