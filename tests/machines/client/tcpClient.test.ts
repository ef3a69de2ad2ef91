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
});
