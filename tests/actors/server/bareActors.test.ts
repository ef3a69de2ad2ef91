import { connect, createServer } from 'node:net';
import { createActor } from 'xstate';
import { link } from '../../../actors/boxes/link';
import { adoptSocket } from '../../../actors/connection/adoptSocket';
import { connectedSocketAdapter } from '../../../actors/connection/connectedSocketAdapter';
import { openSockets } from '../../../actors/connection/descriptors';
import { listConnections } from '../../../actors/server/listConnections';
import { tcpTransport } from '../../../actors/transport/tcp/tcpTransport';
import type { CsaMessage } from '../../../machines/connection/csaMessages';
import { afterwards, leaveNothingBehind } from '../../support/afterwards';
import { Client } from '../../support/client';
import { Heard } from '../../support/heard';
import { listen } from '../../support/listen';
import { ManualClock } from '../../support/manualClock';
import { serve } from '../../support/serve';
import { turns, until } from '../../support/until';

leaveNothingBehind();

const fail = (): never => {
  throw new Error('a fault of mine');
};

const LOOPBACK = { host: '127.0.0.1', port: 0 } as const;

it('tcpServer is used as the seeds say: wait for newCSA, link, send, say producerFinished', async () => {
  const { server, said, address } = listen(LOOPBACK);
  const links: { unlink(): void }[] = [];
  server.on('protocolHandlerSignal.newCSA', ({ csa }) => {
    links.push(link(csa, 'outbox', csa, 'inbox'));
  });
  const one = (await Client.to(await address())).send('echo');
  await one.getsText('echo');
  const { csa, connection } = await said.one('protocolHandlerSignal.newCSA');
  csa.send({ type: 'inbox', data: Buffer.from(' and bye') });
  csa.send({ type: 'control.producerFinished' });
  expect((await one.ended()).toString()).toBe('echo and bye');
  one.end();
  expect(await said.one('protocolHandlerSignal.shutdownCSA')).toMatchObject({
    csa,
    connection,
    howDied: 'finished',
    bytesReceived: 4,
    bytesSent: 12,
  });
  for (const made of links) made.unlink();
  server.send({ type: 'control.serverShutdown' });
  await said.one('signal.shutdown');
});

describe('a connected socket adapter alone', () => {
  const aPair = async () => {
    const served = await serve();
    const socket = connect({
      host: '127.0.0.1',
      port: (served.address as { port: number }).port,
      allowHalfOpen: true,
    });
    afterwards(() => {
      socket.destroy();
    });
    await new Promise<void>((resolve) => socket.once('connect', () => resolve()));
    return { served, socket };
  };

  it('sends, hears and ends as one that a server made', async () => {
    const { socket } = await aPair();
    const csa = createActor(connectedSocketAdapter, { input: adoptSocket(socket) });
    const said = new Heard<CsaMessage>(csa);
    csa.start();
    csa.send({ type: 'inbox', data: Buffer.from('hello') });
    csa.send({ type: 'flow.end' });
    await said.one('signal.shutdownCSA');
    const bytes = Buffer.concat(said.of('outbox').map(({ data }) => data));
    expect(bytes.toString()).toBe('hello');
    expect(csa.getSnapshot()).toMatchObject({
      status: 'done',
      output: { howDied: 'finished', bytesReceived: 5, bytesSent: 5 },
    });
  });

  it('has its timeouts by the clock of its transport, and leaves no timer', async () => {
    const { socket } = await aPair();
    const clock = new ManualClock();
    const input = adoptSocket(socket, { idleTimeout: 100, transport: tcpTransport({ clock }) });
    const csa = createActor(connectedSocketAdapter, { input }).start();
    clock.advance(100);
    await until('its end', () => csa.getSnapshot().status === 'done');
    expect(csa.getSnapshot().output?.howDied).toBe('idleTimeout');
    await until('no timer', () => clock.pending === 0);
  });

  it('ends also when its socket was gone before it started', async () => {
    const { socket } = await aPair();
    const csa = createActor(connectedSocketAdapter, { input: adoptSocket(socket) });
    socket.destroy();
    await until('the close', () => socket.closed);
    await turns(2);
    csa.start();
    await until('its end', () => csa.getSnapshot().status === 'done');
  });

  it('refuses bad options with a typed error', async () => {
    const { socket } = await aPair();
    expect(() => adoptSocket(socket, { highWaterMark: 0 })).toThrow(
      expect.objectContaining({ code: 'XN_BAD_OPTION' }),
    );
    expect(() => adoptSocket(socket, { transport: { name: 'semaphore' } })).toThrow(
      expect.objectContaining({ code: 'XN_BAD_OPTION' }),
    );
  });

  it.each([undefined, null, 5, 'x', {}, new Proxy({}, { get: () => fail() })])(
    'refuses what is no socket (%#)',
    (given) => {
      expect(() => adoptSocket(given as never)).toThrow(
        expect.objectContaining({ code: 'XN_BAD_OPTION' }),
      );
    },
  );

  it('throws at who sends it no event, and lives on', async () => {
    const { socket } = await aPair();
    const csa = createActor(connectedSocketAdapter, { input: adoptSocket(socket) }).start();
    for (const event of [undefined, null, 'x', {}, { type: 5 }]) {
      expect(() => csa.send(event as never)).toThrow(
        expect.objectContaining({ code: 'XN_BAD_EVENT' }),
      );
    }
    expect(csa.getSnapshot().status).toBe('active');
    csa.send({ type: 'control.shutdownMicroprocess' });
    await until('its end', () => csa.getSnapshot().status === 'done');
  });

  it('that fails closes its socket', async () => {
    const { socket } = await aPair();
    const csa = createActor(connectedSocketAdapter, { input: adoptSocket(socket) });
    const errors: unknown[] = [];
    csa.subscribe({ error: (error) => errors.push(error) });
    csa.start();
    csa.send({ type: 'xstate.error.actor.nobody', error: new Error('unhandled') } as never);
    expect(errors).toHaveLength(1);
    await until('the close', () => socket.closed);
  });

  it('works over a plain server of node:net', async () => {
    const server = createServer((socket) => socket.end('hello'));
    await new Promise<void>((resolve) => server.listen(LOOPBACK, resolve));
    afterwards(() => {
      server.close();
    });
    const { port } = server.address() as { port: number };
    const socket = connect({ port, host: '127.0.0.1', allowHalfOpen: true });
    await new Promise<void>((resolve) => socket.once('connect', () => resolve()));
    const csa = createActor(connectedSocketAdapter, { input: adoptSocket(socket) });
    const said = new Heard<CsaMessage>(csa);
    csa.start();
    await said.one('signal.producerFinished');
    csa.send({ type: 'control.producerFinished' });
    expect((await said.one('signal.shutdownCSA')).howDied).toBe('peerClosed');
  });
});

describe('the list of connections', () => {
  it('has each live one with its information, state and counts, oldest first', async () => {
    const served = await serve();
    const one = await served.client();
    await one.send('hello').getsText('hello');
    await served.client();
    await served.said.many('connected', 2);
    const [first, second] = listConnections(served.server);
    expect(first).toMatchObject({
      connection: { id: 1, peerport: one.port },
      state: { connected: { receiving: 'flowing', sending: 'ready' } },
      handlerState: 'connected',
      bytesReceived: 5,
      bytesSent: 5,
      unsent: 0,
    });
    expect(second).toMatchObject({ connection: { id: 2 }, bytesReceived: 0 });
    one.end();
    await served.said.one('disconnected');
    expect(listConnections(served.server).map(({ connection }) => connection.id)).toEqual([2]);
  });

  it('is of a bare tcpServer too, and empty once it has ended', async () => {
    const { server, said, address } = listen(LOOPBACK);
    await Client.to(await address());
    await said.one('protocolHandlerSignal.newCSA');
    expect(listConnections(server)).toHaveLength(1);
    expect(listConnections(server)[0]?.handler).toBeUndefined();
    server.send({ type: 'control.shutdownMicroprocess' });
    await said.one('signal.shutdown');
    expect(listConnections(server)).toEqual([]);
    expect(openSockets()).toBe(0);
  });
});
