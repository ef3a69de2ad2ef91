import { type AnyActorRef, emit, fromCallback, fromPromise, sendParent, sendTo } from 'xstate';
import type { Protocol } from '../../../machines/handler/protocol';
import { outbox } from '../../../machines/handler/say';
import { setupProtocol } from '../../../machines/handler/setupProtocol';
import { echo } from '../../../machines/protocols/echo';
import { leaveNothingBehind } from '../../support/afterwards';
import { serve } from '../../support/serve';
import { turns } from '../../support/until';

leaveNothingBehind();

const fail = (): never => {
  throw new Error('no');
};

const ACTIVE = { status: 'active', output: undefined, error: undefined };

/** A logic of one's own that behaves until it hears the first bytes. */
const logicThat = (atBytes: (event: never) => unknown): unknown => ({
  getInitialSnapshot: () => ACTIVE,
  transition: (snapshot: unknown, event: { readonly type: string }) =>
    event.type === 'inbox' ? atBytes(event as never) : snapshot,
  getPersistedSnapshot: (snapshot: unknown) => snapshot,
});

const when = (actions: unknown) =>
  setupProtocol().createMachine({ on: { inbox: { actions: actions as never } } });

/** Connection 1 and 3 are neighbours; the second has a handler of that protocol, and is sent bytes. */
async function besides(make: () => unknown, options: { readonly inspect?: () => void } = {}) {
  const protocol = (({ id }: { id: number }) => (id === 2 ? make() : echo)) as Protocol;
  const served = await serve({ protocol }, options);
  const one = (await served.client()).send('one');
  await one.getsText('one');
  const two = await served.client().catch(() => undefined);
  if (two !== undefined && !two.hasClosed) two.send('two');
  await turns(20);
  await one.send(' more').getsText('one more');
  const three = (await served.client()).send('three');
  await three.getsText('three');
  expect(served.server.getSnapshot().value).toBe('serving');
  return { ...served, one, two };
}

const FORGED: readonly (readonly [string, object])[] = [
  ['a word of its own', { type: 'hello' }],
  ['a word with an error', { type: 'LOGIN_FAILED', error: new Error('bad password') }],
  ['a word with an actorId', { type: 'PROGRESS', actorId: 7 }],
  ['that a neighbour is done', { type: 'xstate.done.actor.handler-1', actorId: 'handler-1' }],
  [
    'that a neighbour failed',
    { type: 'xstate.error.actor.handler-1', actorId: 'handler-1', error: 1 },
  ],
  ['that it is done itself', { type: 'xstate.done.actor.handler-2', actorId: 'handler-2' }],
  [
    'that it failed itself',
    { type: 'xstate.error.actor.handler-2', actorId: 'handler-2', error: 1 },
  ],
  ['that nobody is done', { type: 'xstate.done.actor.', actorId: '' }],
  ['that something odd is done', { type: 'xstate.done.actor.x', actorId: Symbol('x') }],
  ['to stop a neighbour', { type: 'handlers.stop', connection: { id: 1 } }],
  ['to stop nothing', { type: 'handlers.stop' }],
  ['to start nothing', { type: 'handlers.start' }],
  ['to ask all to finish', { type: 'handlers.askToFinish' }],
  ['to insist', { type: 'handlers.insist' }],
  ['to stop itself, as XState says it', { type: 'xstate.stop' }],
  ['to begin', { type: 'xstate.init' }],
  ['a number for a type', { type: 5 }],
  ['no type', {}],
];

describe.each([
  ['unwatched', {}],
  ['watched', { inspect: () => {} }],
] as const)('a handler, %s,', (_, options) => {
  describe.each(FORGED)('that tells its supervisor %s', (_what, event) => {
    it.each([
      ['by sendParent', () => when(sendParent(event as never))],
      ['later', () => when(sendParent(event as never, { delay: 1 }))],
      [
        'by sendBack',
        () => fromCallback(({ receive, sendBack }) => receive(() => sendBack(event as never))),
      ],
      [
        'by reference',
        () => when(({ self }: { self: AnyActorRef }) => self._parent?.send(event as never)),
      ],
      ['by sendTo', () => when(sendTo(({ self }) => self._parent as AnyActorRef, event as never))],
    ])('%s harms nobody', async (_how, make) => {
      const { said } = await besides(make, options);
      expect(said.types.filter((type) => type !== 'connected' && type !== 'listening')).toEqual([]);
    });
  });
});

const rejected = async (): Promise<never> => {
  throw new Error('no database');
};

const odd = (properties: PropertyDescriptorMap) => Object.defineProperties({}, properties);

/** What ends its own connection with `handlerError`, and nothing else. */
const BAD: readonly (readonly [string, () => unknown, string])[] = [
  ['an async protocol function that is rejected', rejected, 'XN_BAD_PROTOCOL'],
  ['an async protocol function', async () => echo, 'XN_BAD_PROTOCOL'],
  // biome-ignore lint/suspicious/noThenProperty: this is what is tested
  ['a thenable that throws', () => ({ then: fail }), 'XN_BAD_PROTOCOL'],
  ['outbox() of an async function', () => when(outbox(rejected as never)), 'XN_BAD_OUTBOX'],
  [
    'an emitted outbox with a promise',
    () => when(emit(() => ({ type: 'outbox', data: rejected() }) as never)),
    'XN_BAD_OUTBOX',
  ],
  [
    'an outbox whose data throws when it is read',
    () => when(emit(() => odd({ type: { value: 'outbox' }, data: { get: fail } }) as never)),
    'XN_HANDLER_FAILED',
  ],
  [
    'a logic whose first snapshot is null',
    () => ({ ...(logicThat(fail) as object), getInitialSnapshot: () => null }),
    'XN_BAD_PROTOCOL',
  ],
  ['a logic that then gives null', () => logicThat(() => null), 'XN_BAD_PROTOCOL'],
  ['a logic that then gives nothing', () => logicThat(() => undefined), 'XN_BAD_PROTOCOL'],
  ['a logic that is async', () => logicThat(rejected), 'XN_BAD_PROTOCOL'],
  [
    'a logic whose snapshot cannot be read',
    () => logicThat(() => odd({ status: { get: fail } })),
    'XN_HANDLER_FAILED',
  ],
  [
    'a logic that fails',
    () => logicThat(() => ({ ...ACTIVE, status: 'error', error: Object.create(null) })),
    'XN_HANDLER_FAILED',
  ],
  [
    'a logic whose start throws',
    () => ({ ...(logicThat(fail) as object), start: fail }),
    'XN_HANDLER_FAILED',
  ],
  ['a proxy that refuses everything', () => new Proxy({}, { get: fail }), 'XN_BAD_PROTOCOL'],
];

describe('a handler', () => {
  it.each(BAD)('%s ends its own connection and no other', async (_what, make, code) => {
    const { said } = await besides(make);
    expect(await said.one('disconnected')).toMatchObject({
      howDied: 'handlerError',
      connection: { id: 2 },
    });
    expect(said.of('handlerError').map(({ error }) => error.code)).toEqual([code]);
    await turns(5);
  });

  it('cannot say of what its connection died', async () => {
    const { said } = await besides(() =>
      when(emit({ type: 'signal.shutdownMicroprocess', howDied: 'shutdownTimeout' } as never)),
    );
    expect(await said.one('disconnected')).toMatchObject({ howDied: 'aborted' });
  });

  it.each([
    'control.shutdownMicroprocess',
    'signal.serverShutdown',
    'signal.shutdownCSA',
    'socket.closed',
    'socket.error',
    'flow.paced',
    'flow.anything',
    'feedbackFromCSA.socketShutdown',
  ])('that emits %s is not heard', async (type) => {
    const { said, two } = await besides(() =>
      when([emit({ type, howDied: 'reset', error: 1 } as never), outbox('fine')]),
    );
    await two?.getsText('fine');
    expect(said.count('disconnected')).toBe(0);
  });

  it('that takes a systemId is told why the second of its kind cannot', async () => {
    const actors = { work: fromCallback(() => {}) };
    const named = setupProtocol({ actors }).createMachine({
      invoke: { src: 'work', systemId: 'the-work' },
    });
    const { client, said } = await serve({ protocol: (() => named) as unknown as Protocol });
    await client();
    await client().catch(() => undefined);
    const { error, connection } = await said.one('handlerError');
    expect(connection.id).toBe(2);
    expect(error.message).toMatch(/systemId names one actor in the whole system/);
  });

  it('is named by whatever tells of its connection, so that an app can clean up after it', async () => {
    const members = new Set<AnyActorRef>();
    const protocol = setupProtocol().createMachine({
      entry: ({ self }) => void members.add(self),
      on: { inbox: { actions: fail } },
    });
    const { client, said, server } = await serve({ protocol: protocol as unknown as Protocol });
    server.on('disconnected', ({ handler }) => void members.delete(handler as AnyActorRef));
    const one = await client();
    const { handler } = await said.one('connected');
    expect(members).toEqual(new Set([handler]));
    one.send('x');
    expect((await said.one('handlerError')).handler).toBe(handler);
    expect((await said.one('disconnected')).handler).toBe(handler);
    expect(members.size).toBe(0);
  });

  it('that has finished is named all the same when its connection is gone', async () => {
    const protocol = setupProtocol().createMachine({
      initial: 'a',
      states: { a: { on: { inbox: 'b' } }, b: { type: 'final' } },
    });
    const { client, said } = await serve({ protocol: protocol as unknown as Protocol });
    const one = (await client()).send('x');
    const { handler } = await said.one('connected');
    await one.ended();
    one.end();
    const end = await said.one('disconnected');
    expect(end).toMatchObject({ howDied: 'finished' });
    expect(end.handler).toBe(handler);
  });

  it('that could not be made has no name', async () => {
    const { client, said } = await serve({ protocol: fail });
    await client().catch(() => undefined);
    expect((await said.one('disconnected')).handler).toBeUndefined();
    expect((await said.one('connected')).handler).toBeUndefined();
  });

  it('that waits for a promise which is rejected ends its own connection', async () => {
    const actors = { work: fromPromise(rejected) };
    const { said } = await besides(() =>
      setupProtocol({ actors }).createMachine({ invoke: { src: 'work' } }),
    );
    expect((await said.one('disconnected')).howDied).toBe('handlerError');
  });
});
