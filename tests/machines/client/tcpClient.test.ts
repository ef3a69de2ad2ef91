import { createActor } from 'xstate';
import { tcpClientMachine } from '../../../machines/client/tcpClient';
import { XstateNetError } from '../../../machines/kit/errors';
import { nowhere } from '../../../machines/kit/nowhere';

/** The chart alone, without a connector: what that would say is said here. */
function alone(input: object = {}) {
  const told: { readonly type: string }[] = [];
  const said: { readonly type: string }[] = [];
  const client = createActor(tcpClientMachine, {
    input: { port: 7, ...input },
    inspect: (seen) => {
      if (seen.type !== '@xstate.event') return;
      const { type } = seen.event;
      if (/^(connector|handlers)\./.test(type) && seen.actorRef.sessionId !== seen.rootId) {
        told.push(seen.event);
      }
    },
  });
  client.on('*', (message) => said.push(message));
  client.start();
  return {
    client,
    said,
    told,
    get value() {
      return client.getSnapshot().value;
    },
    types: () => [said, told].map((list) => list.splice(0).map(({ type }) => type)),
  };
}

const refused = new XstateNetError('XN_CONNECTION_REFUSED', 'nobody');
const connection = { id: 1, connectedAt: 0 } as never;
const connected = { type: 'connector.connected', csa: nowhere, connection, descriptor: 1 } as never;
const lost = (howDied: string, duration = 1) =>
  ({
    type: 'feedbackFromCSA.socketShutdown',
    csa: nowhere,
    connection,
    descriptor: 1,
    howDied,
    duration,
    bytesReceived: 0,
    bytesSaid: 0,
    bytesSent: 0,
  }) as never;

describe('the chart of the client', () => {
  it('goes from address to address, waits, and tries again', () => {
    const one = alone({ port: undefined, addresses: [{ path: '/a' }, { path: '/b' }] });
    expect(one.types()).toEqual([['connecting'], ['connector.connect']]);
    one.client.send({ type: 'connector.failed', error: refused, began: 0 });
    expect(one.types()).toEqual([['failed', 'connecting'], ['connector.connect']]);
    one.client.send({ type: 'connector.failed', error: refused, began: 0 });
    expect(one.value).toEqual({ waiting: 'planning' });
    expect(one.types()).toEqual([['failed'], ['connector.draw']]);
    one.client.send({ type: 'connector.drawn', chance: 0.5, now: 0 });
    expect(one.value).toEqual({ waiting: 'resting' });
    expect(one.said.splice(0)).toEqual([{ type: 'waiting', milliseconds: 50, attempts: 1 }]);
    expect(one.told.splice(0)).toEqual([{ type: 'connector.wait', milliseconds: 50 }]);
    one.client.send({ type: 'connector.waited' });
    expect(one.said).toEqual([{ type: 'connecting', to: { path: '/a' }, attempt: 2 }]);
  });

  it('starts its handler, tells it what was held, and stops it at the end', () => {
    const one = alone();
    one.client.send({ type: 'inbox', data: 'a' });
    one.types();
    one.client.send(connected);
    expect(one.value).toBe('connected');
    expect(one.types()).toEqual([['connected'], ['handlers.start', 'handlers.tell']]);
    one.client.send(lost('reset'));
    expect(one.types()).toEqual([['closed'], ['handlers.stop', 'connector.draw']]);
  });

  it.each([
    ['finished', 'shutdown'],
    ['peerClosed', { waiting: 'planning' }],
    ['reset', { waiting: 'planning' }],
    ['handlerError', { waiting: 'planning' }],
  ])('after a connection that died of %s is in %j', (howDied, value) => {
    const one = alone();
    one.client.send(connected);
    one.client.send(lost(howDied));
    expect(one.value).toEqual(value);
  });

  it.each(['control.producerFinished', 'control.serverShutdown'] as const)(
    'finishes on %s: asks, insists, aborts',
    (type) => {
      const one = alone({ shutdownTimeout: 1_000 });
      one.client.send(connected);
      one.types();
      one.client.send({ type });
      expect(one.value).toEqual({ closing: 'asking' });
      expect(one.told.splice(0)).toEqual([
        { type: 'handlers.askToFinish' },
        { type: 'connector.wait', milliseconds: 500 },
      ]);
      one.client.send({ type: 'connector.waited' });
      expect(one.value).toEqual({ closing: 'insisting' });
      expect(one.told.splice(0)).toEqual([
        { type: 'handlers.insist' },
        { type: 'connector.wait', milliseconds: 500 },
      ]);
      one.client.send({ type: 'connector.waited' });
      expect(one.value).toEqual({ closing: 'aborting' });
      expect(one.told).toEqual([{ type: 'connector.abort', howDied: 'shutdownTimeout' }]);
      one.client.send(lost('shutdownTimeout'));
      expect(one.value).toBe('shutdown');
    },
  );

  it.each([
    ['connecting', () => {}],
    [
      'waiting',
      (one: ReturnType<typeof alone>) =>
        one.client.send({ type: 'connector.failed', error: refused, began: 0 }),
    ],
  ])('ends at once on a command while %s, and gives up what it tries', (_, first) => {
    const one = alone();
    first(one);
    one.types();
    one.client.send({ type: 'control.shutdownMicroprocess' });
    expect(one.types()).toEqual([['closing', 'shutdown'], ['connector.abandon']]);
    expect(one.client.getSnapshot()).toMatchObject({ status: 'done', output: {} });
  });

  it('does not try again what is wrong in itself', () => {
    const one = alone();
    const error = new XstateNetError('XN_BAD_OPTION', 'no transport');
    one.client.send({ type: 'connector.failed', error, began: 0 });
    expect(one.client.getSnapshot().output).toEqual({ error });
  });

  it('has no connection twice: what comes in other states changes nothing', () => {
    const one = alone();
    one.client.send(connected);
    one.client.send({ type: 'connector.failed', error: refused, began: 0 });
    one.client.send({ type: 'connector.waited' });
    expect(one.value).toBe('connected');
  });

  it('tells of a connection that is to be secured when it is, and says then what was held', () => {
    const one = alone({ tls: true });
    one.client.send({
      type: 'connector.securing',
      csa: nowhere,
      connection,
      descriptor: 1,
    } as never);
    expect(one.value).toBe('securing');
    one.client.send({ type: 'inbox', data: 'a' });
    one.types();
    one.client.send({
      type: 'feedbackFromCSA.secured',
      csa: nowhere,
      connection,
      descriptor: 1,
    } as never);
    expect(one.types()).toEqual([[], ['connector.announce']]);
    one.client.send(connected);
    expect(one.value).toBe('connected');
    expect(one.types()).toEqual([['connected'], ['handlers.start', 'handlers.tell']]);
  });

  it('takes a handshake that failed for an attempt that came to nothing', () => {
    const one = alone({
      addresses: [
        { host: 'a', port: 1 },
        { host: 'b', port: 1 },
      ],
      port: undefined,
      tls: true,
    });
    const failed = {
      ...(lost('handshakeTimeout') as object),
      type: 'feedbackFromCSA.handshakeFailed',
    } as never;
    const securing = {
      type: 'connector.securing',
      csa: nowhere,
      connection,
      descriptor: 1,
    } as never;
    one.client.send(securing);
    one.said.splice(0);
    one.client.send(failed);
    expect(one.said.splice(0)).toMatchObject([
      {
        type: 'failed',
        to: { host: 'a' },
        howDied: 'handshakeTimeout',
        error: { code: 'XN_TLS_FAILED' },
      },
      { type: 'connecting', to: { host: 'b' } },
    ]);
    one.client.send(securing);
    one.client.send(failed);
    expect(one.value).toEqual({ waiting: 'planning' });
  });

  it.each([
    [false, 'is false'],
    [{ key: 'k' }, 'has key without cert'],
    [{ cert: 'c' }, 'has cert without key'],
    [{ passphrase: 'p' }, 'has passphrase without key'],
    [{ ca: 'c', rejectUnauthorized: false }, 'has ca, and rejectUnauthorized: false'],
    [{ minVersion: 'TLSv1.3', maxVersion: 'TLSv1.2' }, 'has minVersion TLSv1.3 above'],
    [{ servername: 'a b' }, 'has a servername that is wrong'],
    [{ alpn: [] }, 'has a alpn that is wrong'],
    [{ requestCert: true }, 'has requestCert, which is no option of it'],
  ])('refuses tls %j', (tls, words) => {
    const { output } = alone({ tls }).client.getSnapshot();
    expect(output?.error).toMatchObject({
      code: 'XN_BAD_OPTION',
      message: expect.stringContaining(`tls ${words}`),
    });
  });

  it('wants a name to expect of who listens at a path, or to be told to trust anybody', () => {
    const error = (tls: object) =>
      alone({ port: undefined, path: '/s', tls }).client.getSnapshot().output?.error?.message;
    expect(error({})).toContain('give tls.servername');
    expect(error({ servername: 'localhost' })).toBeUndefined();
    expect(error({ rejectUnauthorized: false })).toBeUndefined();
  });
});
