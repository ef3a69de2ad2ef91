import { assign, createActor, raise, setup } from 'xstate';
import { serverCore } from '../../../../actors/server/serverCore';
import type {
  LifeAnswer,
  LifeRecord,
  MessageRecord,
} from '../../../../actors/services/inspector/messages';
import type { Protocol } from '../../../../machines/handler/protocol';
import { outbox, pauseInbox } from '../../../../machines/handler/say';
import { setupProtocol } from '../../../../machines/handler/setupProtocol';
import type { ServerCoreMessage } from '../../../../machines/server/serverCoreMessages';
import { afterwards, leaveNothingBehind } from '../../../support/afterwards';
import { Heard } from '../../../support/heard';
import { type Served, serve } from '../../../support/serve';
import { turns, until } from '../../../support/until';
import { type Looking, look, type Watching } from './support/looking';

leaveNothingBehind();

/** Counts what it hears, in a context, and pauses when it has heard enough. */
const counting = setupProtocol().createMachine({
  id: 'counting',
  context: { heard: 0 },
  initial: 'connected',
  states: {
    connected: {
      on: {
        inbox: {
          actions: [
            assign({ heard: ({ context }) => (context as { heard: number }).heard + 1 }),
            outbox(({ event }) => (event as unknown as { data: Uint8Array }).data),
          ],
        },
        'control.*': 'shutdown',
      },
    },
    shutdown: { type: 'final' },
  },
} as never) as unknown as Protocol;

/** What is attached to a server and to a connection: listeners, observers, taps. */
function attached({ server }: Served): unknown {
  const parts = (actor: unknown): unknown => {
    const { eventListeners, observers, listeners } = actor as {
      eventListeners?: Map<string, Set<unknown>>;
      observers: Set<unknown>;
      listeners?: readonly unknown[];
    };
    return {
      listeners:
        eventListeners instanceof Map
          ? [...eventListeners].map(([type, { size }]) => [type, size]).filter(([, n]) => n !== 0)
          : listeners?.length,
      observers: observers.size,
      own: Object.getOwnPropertyNames(actor).sort(),
    };
  };
  const { children } = server.getSnapshot();
  return [server, ...Object.values(children)].map(parts);
}

async function watched(page: Looking, served: Served, id = 1): Promise<Watching> {
  const stream = await page.stream();
  const viewer = await stream.viewer();
  const connection = { server: served.server.sessionId, id };
  expect(await page.watch({ viewer, connection })).toEqual({ watching: true });
  return stream;
}

const messages = (records: readonly LifeRecord[]): MessageRecord[] =>
  records.filter((record) => record.type === 'message');

const lines = (records: readonly LifeRecord[]) =>
  messages(records).map(({ from, to, event }) => `${from} -> ${to}: ${event}`);

const procrastinating = setupProtocol().createMachine({
  id: 'procrastinating',
  initial: 'connected',
  states: {
    connected: {
      entry: [
        raise({ type: 'control.producerFinished' }, { delay: 90_000, id: 'later' }),
        raise({ type: 'flow.ready' }, { delay: 80_000 }),
      ],
      after: { 70000: 'shutdown' },
    },
    shutdown: { type: 'final' },
  },
} as never) as unknown as Protocol;

describe('the overview', () => {
  it('has totals, the servers and the table of connections', async () => {
    const served = await serve();
    const client = await served.client();
    await client.send('hello').gets(5);
    const page = await look(served.server);
    const stream = await page.stream();
    const { servers } = await stream.one('servers');
    expect(servers).toEqual([
      expect.objectContaining({ kind: 'serverCore', state: 'serving', name: expect.any(String) }),
    ]);
    const totals = await stream.one('totals');
    expect(totals.servers[0]).toMatchObject({
      live: 1,
      came: 1,
      states: { 'connected: flowing, ready': 1 },
    });
    const { rows, found, live } = await page.connections();
    expect([found, live]).toEqual([1, 1]);
    expect(rows).toEqual([
      {
        server: served.server.sessionId,
        id: 1,
        peer: `127.0.0.1:${client.port}`,
        state: 'connected: flowing, ready',
        handlerState: 'connected',
        age: expect.any(Number),
        idle: expect.any(Number),
        isIdleAtLeast: true,
        bytesReceived: 5,
        bytesSent: 5,
        unsent: 0,
      },
    ]);
  });

  it('counts what happens while somebody looks, and tells who has died', async () => {
    const served = await serve();
    const page = await look(served.server);
    const stream = await page.stream();
    await stream.one('totals');
    const client = await served.client();
    await client.send('hello').gets(5);
    client.end();
    const { connections } = await stream.one('dead');
    expect(connections).toEqual([
      expect.objectContaining({ id: 1, howDied: 'peerClosed', bytesReceived: 5, hasLife: false }),
    ]);
    const { servers } = await stream.one('totals', (totals) => totals.servers[0]?.accepted === 1);
    expect(servers[0]).toMatchObject({ live: 0, died: { peerClosed: 1 } });
  });

  it('finds the servers of an app, also those that come later', async () => {
    const app = setup({ actors: { serverCore } }).createMachine({
      id: 'app',
      initial: 'shut',
      states: {
        shut: { on: { open: 'open' } },
        open: {
          invoke: {
            id: 'server',
            src: 'serverCore',
            input: { port: 0, host: '127.0.0.1', protocol: counting },
          },
          on: { shut: 'shut' },
        },
      },
    });
    const actor = createActor(app).start();
    afterwards(() => {
      actor.stop();
    });
    const page = await look(actor);
    const stream = await page.stream();
    expect((await stream.one('servers')).servers).toEqual([]);
    actor.send({ type: 'open' });
    const { servers } = await stream.one('servers', (message) => message.servers.length === 1);
    expect(servers[0]).toMatchObject({ name: 'server', kind: 'serverCore' });
    actor.send({ type: 'shut' });
    await stream.one('servers', (message) => message.servers[0]?.ended !== undefined);
  });

  it('shows the actors with their boxes', async () => {
    const served = await serve();
    await served.client();
    const page = await look(served.server);
    const { root } = await page.json<{ root: { children: { name: string; holds?: string }[] } }>(
      '/api/tree',
    );
    const names = root.children.map(({ name, holds }) => [name, holds]);
    expect(names).toEqual([
      ['handlers', '1 handlers'],
      ['tcpServer', undefined],
      ['selector', '1 readers, 0 writers'],
    ]);
  });

  it('leaves nothing attached when nobody looks any more', async () => {
    const served = await serve();
    const client = await served.client();
    await client.send('x').gets(1);
    const before = attached(served);
    const page = await look(served.server);
    expect(attached(served)).toEqual(before);
    const stream = await watched(page, served);
    expect(attached(served)).not.toEqual(before);
    await client.send('y').gets(2);
    await page.connections();
    stream.leave();
    await until('everything to be detached', () => {
      try {
        expect(attached(served)).toEqual(before);
        return true;
      } catch {
        return false;
      }
    });
    await client.send('z').gets(3);
    await page.connections();
    await turns(3);
    expect(attached(served)).toEqual(before);
  });
});

describe('watching a connection', () => {
  it('tells its messages, states, contexts and transitions', async () => {
    const served = await serve({ protocol: counting });
    const client = await served.client();
    await client.send('before').gets(6);
    const page = await look(served.server);
    const stream = await watched(page, served);
    const { csaChart, handlerChart } = await stream.one('watching');
    expect(await page.json(`/api/charts/${csaChart}`)).toMatchObject({
      name: 'connectedSocketAdapter',
    });
    expect(await page.json(`/api/charts/${handlerChart}`)).toMatchObject({ name: 'counting' });
    client.end('again');
    await until('the end', () => stream.records.at(-1)?.type === 'end');
    const { records } = stream;
    expect(records[0]).toMatchObject({
      type: 'begin',
      csa: { state: { connected: { receiving: 'flowing' } } },
      handler: { state: 'connected', context: { heard: 1 } },
      figures: { bytesReceived: 6 },
      fromTheStart: false,
    });
    expect(lines(records)).toEqual([
      'socket -> csa: readReady',
      'csa -> handler: inbox',
      'handler -> csa: inbox',
      'csa -> socket: write',
      'socket -> csa: socket.ended',
      'csa -> handler: control.producerFinished',
      'handler -> csa: control.producerFinished',
      'csa -> socket: finish',
      'socket -> csa: socket.closed',
      'csa -> server: signal.shutdownCSA',
    ]);
    const heard = messages(records)[1];
    expect(heard).toMatchObject({
      bytes: { length: 5, hex: Buffer.from('again').toString('hex') },
      taken: { marks: [{ source: ['connected'], index: 0 }], context: { heard: 2 } },
    });
    expect(messages(records).find(({ event }) => event === 'socket.closed')?.taken).toMatchObject({
      state: 'shutdown',
      status: 'done',
    });
    expect(records.map(({ n }) => n)).toEqual(records.map((_, i) => i));
    expect(records.at(-1)).toMatchObject({ dead: { howDied: 'peerClosed', hasLife: true } });
  });

  it('tells figures, timers and limits', async () => {
    const served = await serve({ idleTimeout: 60_000 });
    await served.client();
    const page = await look(served.server);
    const stream = await watched(page, served);
    const { timers, limits } = await stream.one('vitals');
    expect(timers).toEqual([
      { name: 'idleTimeout', actor: 'socket', of: 60_000, left: expect.any(Number) },
    ]);
    expect(limits).toMatchObject({ idleTimeout: 60_000, highWaterMark: 65_536 });
  });

  it('says of what was so before anybody looked that it may have been so for longer', async () => {
    const protocol = setupProtocol().createMachine({ entry: pauseInbox() });
    const served = await serve({ protocol: protocol as unknown as Protocol });
    await served.client();
    const page = await look(served.server);
    const stream = await watched(page, served);
    const vitals = await stream.one('vitals');
    expect(vitals).toMatchObject({ pausedFor: expect.any(Number), atLeast: ['paused'] });
  });

  it('knows by its idle timeout since when a connection has been idle', async () => {
    const served = await serve({ idleTimeout: 60_000 });
    const client = await served.client();
    await client.send('hello').gets(5);
    const asked = Date.now();
    await until('time that passes', () => Date.now() > asked + 20);
    const page = await look(served.server);
    const [row] = (await page.connections()).rows;
    expect(row).toMatchObject({ bytesReceived: 5, isIdleAtLeast: false });
    expect(row?.idle).toBeGreaterThanOrEqual(20);
  });

  it('says of an idle connection without a timeout that it is idle for at least so long', async () => {
    const served = await serve();
    await (await served.client()).send('hello').gets(5);
    await served.client();
    const page = await look(served.server);
    const { rows } = await page.connections();
    expect(rows.map(({ isIdleAtLeast }) => isIdleAtLeast)).toEqual([true, false]);
    expect(rows[1]?.idle).toBe(rows[1]?.age);
  });

  it('tells what a handler will do later, of its states and of what it sends itself', async () => {
    const served = await serve({ protocol: procrastinating });
    await served.client();
    const page = await look(served.server);
    const stream = await watched(page, served);
    const { timers } = await stream.one('vitals');
    const left = expect.any(Number);
    expect(timers).toEqual([
      { name: 'connected after 70000', actor: 'handler', of: 70_000, left },
      { name: 'sends control.producerFinished', actor: 'handler', of: 90_000, left },
      { name: 'sends flow.ready', actor: 'handler', of: 80_000, left },
    ]);
  });

  it('can begin with the first byte of the next connection', async () => {
    const served = await serve({ protocol: counting });
    const page = await look(served.server);
    const stream = await page.stream();
    const { sessionId } = served.server;
    await page.watch({ viewer: await stream.viewer(), next: sessionId });
    const client = await served.client();
    await client.send('first').gets(5);
    await until('its bytes', () => lines(stream.records).includes('csa -> socket: write'));
    expect(stream.records.slice(0, 2)).toMatchObject([
      { type: 'begin', fromTheStart: true, figures: { bytesReceived: 0 } },
      { type: 'handler', handler: { state: 'connected', context: { heard: 0 } } },
    ]);
    // Once: the one after that is nobody's business.
    await served.client();
    await turns(5);
    expect(stream.of('watching')).toHaveLength(1);
  });

  it('goes on recording when its viewer opens and closes Stately on the way', async () => {
    const served = await serve({ protocol: counting });
    const page = await look(served.server);
    const stream = await page.stream();
    const viewer = await stream.viewer();
    await page.watch({ viewer, next: served.server.sessionId });
    const client = await served.client();
    await client.send('first').gets(5);
    const { connection } = await stream.one('watching');
    await page.watch({ viewer, connection, stately: true });
    await page.watch({ viewer, connection });
    await client.send('second').gets(11);
    const { records } = await page.json<LifeAnswer>(
      `/api/life?server=${connection.server}&id=${connection.id}`,
    );
    expect(records[0]).toMatchObject({ type: 'begin', fromTheStart: true });
    expect(messages(records).filter(({ event }) => event === 'readReady')).toHaveLength(2);
  });

  it('says how much is not shown of what is too much', async () => {
    const served = await serve();
    const client = await served.client();
    const page = await look(served.server);
    const stream = await watched(page, served);
    for (let i = 1; i <= 300; i += 1) await client.send('x').gets(i);
    await until('a gap', () => stream.records.some(({ type }) => type === 'gap'));
    await client.send('y').gets(301);
    await until('the last', () => lines(stream.records.slice(-4)).includes('csa -> socket: write'));
    const gaps = stream.records.filter((record) => record.type === 'gap');
    const dropped = gaps.reduce((sum, gap) => sum + gap.dropped, 0);
    const last = stream.records.at(-1)?.n ?? 0;
    expect(last + 1).toBe(stream.records.length + dropped);
    expect(gaps[0]?.csa.state).toBeDefined();
  });

  it('tells of a handler that pauses, and of a peer that does not read', async () => {
    const greedy = setupProtocol().createMachine({
      id: 'greedy',
      initial: 'connected',
      states: {
        connected: {
          on: {
            inbox: { actions: [pauseInbox(), outbox(() => Buffer.alloc(30_000_000))] },
            'control.*': 'shutdown',
          },
        },
        shutdown: { type: 'final' },
      },
    });
    const served = await serve({
      protocol: greedy as unknown as Protocol,
      outboxLimit: 100_000_000,
    });
    const client = await served.client({ paused: true });
    const page = await look(served.server);
    const stream = await watched(page, served);
    client.send('go');
    const vitals = await stream.one('vitals', ({ blockedFor }) => blockedFor !== undefined);
    expect(vitals.figures.unsent).toBeGreaterThan(1_000_000);
    const { warnings } = await stream.one('warnings', (message) =>
      message.warnings.some(({ kind }) => kind === 'blocked'),
    );
    expect(warnings[0]).toMatchObject({
      connection: { server: served.server.sessionId, id: 1 },
      text: expect.stringContaining('does not read'),
    });
    client.reset();
  });

  it('tells of a handler that fails, with its stack', async () => {
    const failing = setupProtocol().createMachine({
      id: 'failing',
      initial: 'connected',
      states: {
        connected: {
          on: {
            inbox: {
              actions: () => {
                throw new Error('no such verb');
              },
            },
          },
        },
      },
    });
    const served = await serve({ protocol: failing as unknown as Protocol });
    const client = await served.client();
    const page = await look(served.server);
    const stream = await watched(page, served);
    client.send('x');
    const { warnings } = await stream.one('warnings', (message) => message.warnings.length > 0);
    expect(warnings[0]).toMatchObject({
      kind: 'handlerError',
      stack: expect.stringMatching(/no such verb\n.*watching\.test/s),
    });
    const { connections } = await stream.one('dead');
    expect(connections[0]).toMatchObject({ howDied: 'handlerError', hasLife: true });
    const life = await page.json<{ records: LifeRecord[] }>(
      `/api/life?server=${served.server.sessionId}&id=1`,
    );
    expect(life.records.at(-1)).toMatchObject({ type: 'end' });
  });

  it('is refused for what is not there', async () => {
    const served = await serve();
    const page = await look(served.server);
    const stream = await page.stream();
    const viewer = await stream.viewer();
    const connection = { server: served.server.sessionId, id: 7 };
    expect(await page.watch({ viewer, connection })).toEqual({
      watching: false,
      reason: 'connection 7 has ended',
    });
    expect((await page.watch({ viewer: 'viewer-9' })).watching).toBe(false);
    expect((await page.ask('/api/life?server=x&id=1')).status).toBe(404);
  });
});

describe('viewers', () => {
  it('are few, and the others are told', async () => {
    const served = await serve();
    const page = await look(served.server);
    for (let i = 0; i < 4; i += 1) await (await page.stream()).viewer();
    const { status, text } = await page.ask('/api/stream');
    expect([status, JSON.parse(text).error]).toEqual([503, expect.stringContaining('4 pages')]);
    expect((await page.ask('/api/tree')).status).toBe(200);
  });

  it('learn that the server has ended, and that the page has been taken away', async () => {
    const served = await serve();
    const page = await look(served.server);
    const stream = await page.stream();
    await stream.one('totals');
    await served.drain();
    const { servers } = await stream.one('servers', (m) => m.servers[0]?.ended !== undefined);
    expect(servers[0]).toMatchObject({ state: 'shutdown', ended: { at: expect.any(Number) } });
    expect((await page.connections()).rows).toEqual([]);
    await page.page.close();
    await stream.one('closed');
    await until('the end of the stream', () => stream.isOver);
  });
});

describe('actions', () => {
  it('are done where they are allowed', async () => {
    const served = await serve();
    const said = new Heard<ServerCoreMessage>(served.server);
    const page = await look(served.server, { control: true });
    const { sessionId: server } = served.server;
    const client = await served.client();
    await client.send('x').gets(1);
    const act = async (action: object) => JSON.parse((await page.post('/api/action', action)).text);
    expect(await act({ action: 'suspend', server })).toEqual({ done: true });
    await said.one('suspended');
    expect(await act({ action: 'resume', server })).toEqual({ done: true });
    await said.one('listening');
    const connection = { server, id: 1 };
    expect(await act({ action: 'abortConnection', connection })).toEqual({ done: true });
    expect((await said.one('disconnected')).howDied).toBe('aborted');
    expect(await act({ action: 'abortConnection', connection })).toMatchObject({ done: false });
    expect(await act({ action: 'drain', server })).toEqual({ done: true });
    await said.one('shutdown');
    expect(await act({ action: 'abort', server })).toMatchObject({ done: false });
  });
});
