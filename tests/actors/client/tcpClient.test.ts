import { ask, outbox, sendTo, setupProtocol, tell } from 'xstate-net';
import { lines } from '../../../machines/framing';
import type { Protocol } from '../../../machines/handler/protocol';
import { answer } from '../../../machines/handler/questions';
import { Unanswered } from '../../../machines/handler/unanswered';
import { leaveNothingBehind } from '../../support/afterwards';
import { PORT, text, World } from './support';

leaveNothingBehind();

/** Nothing that would keep the network from resting is left, nor a timer. */
function leavesNothing(world: World): void {
  world.pass(200_000);
  expect(world.network.census()).toMatchObject({ sockets: 0, timers: 0 });
}

describe('a client without a protocol', () => {
  it('connects, says what it is given, emits what it hears, and ends when it is asked to', () => {
    const world = new World();
    const { server, said: served } = world.serve();
    const { client, said } = world.client();
    world.pass(10);
    client.send({ type: 'inbox', data: 'hello' });
    world.pass(10);
    client.send({ type: 'control.producerFinished' });
    world.pass(10_000);
    expect(said.types).toEqual([
      'connecting',
      'connected',
      'outbox',
      'closing',
      'closed',
      'shutdown',
    ]);
    expect(text(said.of('outbox')[0]?.data)).toBe('hello');
    expect(said.of('connecting')).toMatchObject([
      { to: { host: 'localhost', port: PORT }, attempt: 1 },
    ]);
    expect(said.of('closed')).toMatchObject([
      { howDied: 'finished', bytesSaid: 5, bytesSent: 5, bytesReceived: 5 },
    ]);
    expect(client.getSnapshot()).toMatchObject({ status: 'done', output: {} });
    expect(served.of('disconnected')).toMatchObject([{ howDied: 'peerClosed' }]);
    server.stop();
    leavesNothing(world);
  });

  it('tells of the connection as a server does, from its own side', () => {
    const world = new World();
    const { said: served } = world.serve();
    const { said } = world.client();
    world.pass(10);
    const [ours] = said.of('connected');
    const [theirs] = served.of('connected');
    expect(ours?.connection).toMatchObject({
      id: 1,
      peer: '127.0.0.1',
      peerport: PORT,
      localport: theirs?.connection.peerport,
      family: 'IPv4',
    });
  });

  it('takes and brings messages of a codec', () => {
    const world = new World();
    world.serve();
    const { client, said } = world.client({ codec: lines() });
    client.send({ type: 'inbox', data: 'one' });
    client.send({ type: 'inbox', data: 'two' });
    world.pass(10);
    expect(said.of('outbox').map(({ data }) => data)).toEqual(['one', 'two']);
  });

  it('holds what is said before it is connected, and says it in order', () => {
    const world = new World();
    const { client, said } = world.client({ backOffCap: 100 });
    for (const word of ['a', 'b', 'c']) client.send({ type: 'inbox', data: word });
    world.pass(1_000);
    expect(said.count('connected')).toBe(0);
    world.serve();
    world.pass(1_000);
    expect(
      said
        .of('outbox')
        .map(({ data }) => text(data))
        .join(''),
    ).toBe('abc');
    expect(said.count('undelivered')).toBe(0);
  });

  it('connects again when the connection is lost, and says then what was said meanwhile', () => {
    const world = new World();
    const { server } = world.serve();
    const { client, said } = world.client();
    world.pass(10);
    server.send({ type: 'control.shutdownMicroprocess' });
    world.pass(10);
    expect(said.of('closed')).toMatchObject([{ howDied: 'reset' }]);
    expect(said.of('waiting')).toMatchObject([{ attempts: 1 }]);
    client.send({ type: 'inbox', data: 'again' });
    world.serve();
    world.pass(1_000);
    expect(said.count('connected')).toBe(2);
    expect(said.of('connected')[1]?.connection.id).toBe(2);
    expect(said.of('outbox').map(({ data }) => text(data))).toEqual(['again']);
  });

  it('connects again when the peer has closed', () => {
    const world = new World();
    const { server } = world.serve();
    const { said } = world.client();
    world.pass(10);
    server.send({ type: 'control.serverShutdown' });
    world.pass(10);
    world.serve();
    world.pass(1_000);
    expect(said.of('closed')).toMatchObject([{ howDied: 'peerClosed' }]);
    expect(said.count('connected')).toBe(2);
  });

  it.each([
    ['messages', { heldMessages: 2 }],
    ['bytes', { heldLimit: 2 }],
  ])('gives back what is above the limit of %s that are held', (_, limit) => {
    const world = new World();
    const { client, said } = world.client(limit);
    for (const data of ['a', 'b', 'c']) client.send({ type: 'inbox', data });
    expect(said.of('undelivered')).toMatchObject([
      { said: 'c', error: { code: 'XN_HELD_OVERFLOW' } },
    ]);
  });

  it('holds nothing where it is told to', () => {
    const world = new World();
    const { client, said } = world.client({ heldMessages: 0 });
    client.send({ type: 'inbox', data: 'a' });
    expect(said.of('undelivered')).toMatchObject([
      { said: 'a', error: { code: 'XN_NO_CONNECTION' } },
    ]);
  });

  it('gives back what it holds when it ends', () => {
    const world = new World();
    const { client, said } = world.client();
    client.send({ type: 'inbox', data: 'a' });
    client.send({ type: 'control.serverShutdown' });
    expect(said.types).toEqual(['connecting', 'closing', 'undelivered', 'shutdown']);
    leavesNothing(world);
  });

  it.each([
    ['data that is none', { type: 'inbox', data: 7 }, 'XN_BAD_OUTBOX'],
    ['an event for a handler', { type: 'say', event: { type: 'x' } }, 'XN_BAD_EVENT'],
    ['no event for a handler', { type: 'say' }, 'XN_BAD_EVENT'],
  ])('gives back %s, connected or not', (_, event, code) => {
    const world = new World();
    world.serve();
    const { client, said } = world.client();
    client.send(event as never);
    world.pass(10);
    client.send(event as never);
    expect(said.of('undelivered').map(({ error }) => error.code)).toEqual([code, code]);
    expect(said.count('connected')).toBe(1);
  });

  it('ends at once when it is told to, and its peer sees a reset', () => {
    const world = new World();
    const { said: served } = world.serve();
    const { client, said } = world.client();
    world.pass(10);
    client.send({ type: 'control.shutdownMicroprocess' });
    world.pass(10);
    expect(said.types.slice(-3)).toEqual(['closing', 'closed', 'shutdown']);
    expect(said.of('closed')).toMatchObject([{ howDied: 'aborted' }]);
    expect(served.of('disconnected')).toMatchObject([{ howDied: 'reset' }]);
  });

  it.each([0, 1, 5])('leaves nothing when its actor is stopped after %s ms', (milliseconds) => {
    const world = new World();
    const { server } = world.serve();
    const { client } = world.client({ idleTimeout: 1_000 });
    world.pass(milliseconds);
    client.stop();
    world.pass(10);
    server.stop();
    leavesNothing(world);
  });
});

describe('a client that cannot connect', () => {
  it('tries all its addresses in turn', () => {
    const world = new World();
    world.serve({ port: 7 });
    const addresses = [5, 6, 7].map((port) => ({ host: '127.0.0.1', port }));
    const { said } = world.client({ addresses });
    world.pass(100);
    expect(said.types).toEqual([
      'connecting',
      'failed',
      'connecting',
      'failed',
      'connecting',
      'connected',
    ]);
    expect(said.of('failed').map(({ to, error }) => [to, error.code])).toEqual([
      [addresses[0], 'XN_CONNECTION_REFUSED'],
      [addresses[1], 'XN_CONNECTION_REFUSED'],
    ]);
  });

  it('waits between attempts, each time up to twice as long, up to the cap', () => {
    const world = new World();
    const { said } = world.client({ backOffBase: 100, backOffCap: 1_000 });
    world.pass(20_000);
    const waits = said.of('waiting').map(({ milliseconds }) => milliseconds);
    expect(waits.length).toBeGreaterThan(20);
    for (const [index, wait] of waits.entries()) {
      expect(wait).toBeLessThan(Math.min(1_000, 100 * 2 ** index));
    }
    expect(Math.max(...waits)).toBeGreaterThan(500);
  });

  it('gives up after so many attempts', () => {
    const world = new World();
    const { client, said } = world.client({ maxAttempts: 3 });
    world.pass(10_000);
    expect(said.count('connecting')).toBe(3);
    const error = expect.objectContaining({
      code: 'XN_GAVE_UP',
      message: expect.stringMatching(
        /^no connection to localhost:1601 after 3 attempts \(.*nobody/,
      ),
      cause: expect.objectContaining({ code: 'XN_CONNECTION_REFUSED' }),
    });
    expect(said.all.slice(-2)).toEqual([
      { type: 'error', error },
      { type: 'shutdown', error },
    ]);
    expect(client.getSnapshot().output).toEqual({ error });
    leavesNothing(world);
  });

  it('gives up after so much time', () => {
    const world = new World();
    const { said } = world.client({ giveUpAfter: 5_000 });
    world.pass(4_000);
    expect(said.count('shutdown')).toBe(0);
    world.pass(1_100);
    expect(said.of('shutdown')).toMatchObject([{ error: { code: 'XN_GAVE_UP' } }]);
  });

  it('tries each address once where it is not to reconnect, and ends with what it met', () => {
    const world = new World();
    const { said } = world.client({ reconnect: false });
    world.pass(1_000);
    expect(said.types).toEqual(['connecting', 'failed', 'error', 'shutdown']);
    expect(said.of('shutdown')).toMatchObject([{ error: { code: 'XN_CONNECTION_REFUSED' } }]);
  });

  it('ends with its connection where it is not to reconnect', () => {
    const world = new World();
    const { server } = world.serve();
    const { said } = world.client({ reconnect: false });
    world.pass(10);
    server.send({ type: 'control.serverShutdown' });
    world.pass(100);
    expect(said.types.slice(-2)).toEqual(['closed', 'shutdown']);
    expect(said.of('shutdown')).toEqual([{ type: 'shutdown' }]);
  });

  it('is not kept by an attempt that nobody answers', () => {
    const world = new World({ faults: { hang: 1 } });
    world.serve();
    const { said } = world.client({ connectTimeout: 500 });
    world.pass(600);
    expect(said.of('failed')).toMatchObject([{ error: { code: 'XN_CONNECT_TIMEOUT' } }]);
    world.network.setFaults();
    world.pass(1_000);
    expect(said.count('connected')).toBe(1);
  });

  it('counts a connection that did not last as an attempt that came to nothing', () => {
    const world = new World();
    world.serve({ protocol: shutsAtOnce });
    const { said } = world.client({ maxAttempts: 4, resetAfter: 1_000 });
    world.pass(60_000);
    expect(said.count('connected')).toBe(4);
    expect(said.of('shutdown')).toMatchObject([
      { error: { code: 'XN_GAVE_UP', message: expect.stringContaining('did not last') } },
    ]);
  });

  it('counts anew when a connection has lasted', () => {
    const world = new World();
    const { server } = world.serve();
    const { said } = world.client({ maxAttempts: 1, resetAfter: 1_000 });
    world.pass(2_000);
    server.send({ type: 'control.shutdownMicroprocess' });
    world.pass(1);
    world.serve();
    world.pass(1_000);
    expect(said.count('connected')).toBe(2);
  });
});

const shutsAtOnce = setupProtocol().createMachine({
  initial: 'shutdown',
  states: { shutdown: { type: 'final' } },
}) as unknown as Protocol;

describe('a client that cannot be made so', () => {
  it.each([
    ['without a place to connect to', {}, 'XN_BAD_PORT', 'give port, path or addresses'],
    ['with a port that is none', { port: 0 }, 'XN_BAD_PORT', '1 to 65535'],
    ['with an option that is misspelt', { port: 1, maxAtempts: 1 }, 'XN_BAD_OPTION', 'maxAttempts'],
    [
      'with an option of a server',
      { port: 1, maxlisten: 1 },
      'XN_BAD_OPTION',
      'no option of tcpClient',
    ],
    ['with a path and a port', { port: 1, path: '/x' }, 'XN_BAD_OPTION', 'excludes'],
    [
      'with addresses and a port',
      { port: 1, addresses: [{ path: '/x' }] },
      'XN_BAD_OPTION',
      'excludes',
    ],
    ['with addresses that are none', { addresses: [] }, 'XN_BAD_OPTION', 'at least one'],
    ['with an address that is none', { addresses: [7] }, 'XN_BAD_OPTION', 'addresses[0]'],
    [
      'with an address without a port',
      { addresses: [{ host: 'x' }] },
      'XN_BAD_PORT',
      'addresses[0].port',
    ],
    [
      'with an address of two kinds',
      { addresses: [{ port: 7, path: '/x' }] },
      'XN_BAD_OPTION',
      'addresses[0]',
    ],
    [
      'with a cap below the base',
      { port: 1, backOffBase: 9, backOffCap: 8 },
      'XN_BAD_OPTION',
      'backOffCap',
    ],
    ['with a codec that is none', { port: 1, codec: {} }, 'XN_BAD_OPTION', 'codec'],
    [
      'with a codec and a protocol',
      { port: 1, codec: lines(), protocol: shutsAtOnce },
      'XN_BAD_OPTION',
      'codec',
    ],
    ['with a protocol that is none', { port: 1, protocol: 7 }, 'XN_BAD_PROTOCOL', 'protocol'],
    [
      'with a transport that is none',
      { port: 1, transport: { name: 'x' } },
      'XN_BAD_OPTION',
      'cannot listen',
    ],
    ['with an owner that is none', { port: 1, owner: 7 }, 'XN_BAD_OPTION', 'owner'],
  ])('%s ends with an error that says so', (_, input, code, words) => {
    const world = new World();
    const { said } = world.client({ port: undefined, ...input } as never);
    const error = expect.objectContaining({ code, message: expect.stringContaining(words) });
    expect(said.all.slice(-2)).toEqual([
      { type: 'error', error },
      { type: 'shutdown', error },
    ]);
  });
});

/** Asks for how long a word is; the peer answers in lines, in the order of the questions. */
const asker = setupProtocol({
  codec: lines(),
  types: {
    context: {} as { readonly waiting: readonly number[] },
    events: {} as
      | { readonly type: 'measure'; readonly word: string; readonly question: number }
      | { readonly type: 'hangUp' },
  },
}).createMachine({
  context: { waiting: [] },
  initial: 'connected',
  states: {
    connected: {
      on: {
        measure: {
          actions: [
            ({ context, event }) => void (context.waiting as number[]).push(event.question),
            outbox(({ event }) => event.word),
          ],
        },
        inbox: {
          actions: [
            answer(({ context, event }) => ({
              question: (context.waiting as number[]).shift() ?? 0,
              value: event.data,
            })),
            tell(({ event }) => ({ type: 'heard', line: event.data })),
          ],
        },
        hangUp: 'shutdown',
        'control.*': 'shutdown',
      },
    },
    shutdown: { type: 'final' },
  },
}) as unknown as Protocol;

describe('a client with a protocol', () => {
  it('tells its handler what it is told to say, and is asked in its place', async () => {
    const world = new World();
    world.serve();
    const { client, said } = world.client({ protocol: asker });
    const early = ask(client, { type: 'measure', word: 'early' });
    world.pass(10);
    const late = ask(client, { type: 'measure', word: 'late' });
    const direct = ask(
      said.of('connected')[0]?.handler as never,
      {
        type: 'measure',
        word: 'direct',
      } as never,
    );
    world.pass(10);
    expect(await Promise.all([early, late, direct])).toEqual(['early', 'late', 'direct']);
    expect(sendTo(client, 1, { type: 'hangUp' })).toBe(true);
  });

  it('fails a question when the connection ends, and says how', async () => {
    const world = new World();
    const { server } = world.serve();
    const { client } = world.client({ protocol: asker });
    world.pass(10);
    const answered = ask(client, { type: 'measure', word: 'x' }).catch((error) => error);
    server.send({ type: 'control.shutdownMicroprocess' });
    world.pass(10);
    const error = (await answered) as Unanswered;
    expect(error).toBeInstanceOf(Unanswered);
    expect(error.howDied).toBe('reset');
  });

  it.each([
    ['when its time is up', {}, (world: World) => world.pass(1_500), 'had no connection'],
    ['when nothing is held', { heldMessages: 0 }, () => {}, 'there is no connection'],
    [
      'when the client gives up',
      { maxAttempts: 1 },
      (world: World) => world.pass(500),
      'no connection',
    ],
  ])('fails a question without a connection %s', async (_, input, then, words) => {
    const world = new World();
    const { client, said } = world.client({ protocol: asker, ...input });
    const answered = ask(client, { type: 'measure' }, { timeout: 1_000 }).catch((error) => error);
    then(world);
    expect(await answered).toMatchObject({
      code: 'XN_UNANSWERED',
      message: expect.stringContaining(words),
    });
    expect(said.count('undelivered')).toBe(0);
  });

  it('fails a question to a client that has ended or is stopped', async () => {
    const world = new World();
    const { client } = world.client({ protocol: asker });
    const open = ask(client, { type: 'measure' }).catch((error) => error);
    client.stop();
    const late = ask(client, { type: 'measure' }).catch((error) => error);
    expect(await open).toMatchObject({ code: 'XN_UNANSWERED' });
    expect(await late).toMatchObject({ code: 'XN_UNANSWERED' });
  });

  it('ends when its handler has finished', () => {
    const world = new World();
    world.serve();
    const { client, said } = world.client({ protocol: asker });
    world.pass(10);
    client.send({ type: 'say', event: { type: 'hangUp' } });
    world.pass(10);
    expect(said.types.slice(-2)).toEqual(['closed', 'shutdown']);
    expect(said.of('closed')).toMatchObject([{ howDied: 'finished' }]);
  });

  it('gives back an event that a handler is told when it has finished', () => {
    const world = new World();
    world.serve();
    const { client, said } = world.client({ protocol: asker });
    world.pass(10);
    client.send({ type: 'say', event: { type: 'hangUp' } });
    client.send({ type: 'say', event: { type: 'measure' } });
    world.pass(100);
    expect(said.of('undelivered')).toMatchObject([
      { said: { type: 'measure' }, error: { code: 'XN_NO_CONNECTION' } },
    ]);
  });

  it('gives back inbox, which is for clients without one', () => {
    const world = new World();
    const { client, said } = world.client({ protocol: asker });
    client.send({ type: 'inbox', data: 'x' });
    expect(said.of('undelivered')).toMatchObject([{ error: { code: 'XN_BAD_EVENT' } }]);
  });

  it('survives a handler that throws, and counts it as an attempt', () => {
    const world = new World();
    world.serve();
    const throws = setupProtocol().createMachine({
      on: {
        '*': {
          actions: () => {
            throw new Error('no');
          },
        },
      },
    }) as unknown as Protocol;
    const { client, said } = world.client({ protocol: throws, maxAttempts: 2 });
    for (let i = 0; i < 2; i += 1) {
      client.send({ type: 'say', event: { type: 'anything' } });
      world.pass(1_000);
    }
    expect(said.of('handlerError')).toHaveLength(2);
    expect(said.of('closed').map(({ howDied }) => howDied)).toEqual([
      'handlerError',
      'handlerError',
    ]);
    expect(said.count('shutdown')).toBe(1);
  });

  it('does not wait for ever for a handler that does not finish', () => {
    const world = new World();
    const { server } = world.serve();
    const deaf = setupProtocol().createMachine({}) as unknown as Protocol;
    const { client, said } = world.client({ protocol: deaf, shutdownTimeout: 1_000 });
    world.pass(10);
    client.send({ type: 'control.serverShutdown' });
    world.pass(900);
    expect(said.count('closed')).toBe(0);
    world.pass(200);
    expect(said.of('closed')).toMatchObject([{ howDied: 'shutdownTimeout' }]);
    expect(said.count('shutdown')).toBe(1);
    server.stop();
    leavesNothing(world);
  });
});
