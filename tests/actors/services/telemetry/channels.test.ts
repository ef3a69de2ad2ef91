import { channel, subscribe, unsubscribe } from 'node:diagnostics_channel';
import type { AnyActorRef } from 'xstate';
import { channels } from '../../../../actors/kit/channels';
import { type Hearers, watchServers } from '../../../../actors/services/telemetry';

import type { Protocol } from '../../../../machines/handler/protocol';
import { afterwards, leaveNothingBehind } from '../../../support/afterwards';
import { obedient } from '../../../support/protocols';
import { serve } from '../../../support/serve';
import { until } from '../../../support/until';

leaveNothingBehind();

interface Heard {
  readonly name: string;
  readonly message: { measurements: Record<string, unknown>; metadata: Record<string, unknown> };
}

/** Notes all that is published, until the test is over. */
function hearAll(): Heard[] {
  const heard: Heard[] = [];
  const names = [
    ...['listening', 'suspended', 'error', 'closing', 'shutdown'].map((it) => `server:${it}`),
    ...['start', 'firstByte', 'end', 'refused'].map((it) => `connection:${it}`),
    ...['error', 'throttled'].map((it) => `handler:${it}`),
  ].map((it) => `xstate-net:${it}`);
  const hearers = Object.fromEntries(
    names.map((name) => [name, (message: unknown) => heard.push({ name, message } as Heard)]),
  );
  afterwards(watchServers(hearers as unknown as Hearers));
  return heard;
}

const namesOf = (heard: readonly Heard[]) =>
  heard.map(({ name }) => name.replace('xstate-net:', ''));
const one = (heard: readonly Heard[], name: string) =>
  heard.find((each) => each.name === `xstate-net:${name}`)?.message;

describe('what is published', () => {
  it('tells of the server and of each connection, from its beginning to its end', async () => {
    const heard = hearAll();
    const served = await serve();
    const { address } = served;
    const client = await served.client();
    client.end('hello');
    expect((await client.ended()).toString()).toBe('hello');
    await served.said.one('disconnected');
    await served.drain();
    await until('the end of the server', () => one(heard, 'server:shutdown') !== undefined);
    expect(namesOf(heard)).toEqual([
      'server:listening',
      'connection:start',
      'connection:firstByte',
      'connection:end',
      'server:closing',
      'server:shutdown',
    ]);
    const { connection } = served.said.of('connected')[0] as { connection: unknown };
    expect(one(heard, 'connection:start')).toEqual({
      measurements: { connections: 1 },
      metadata: { address, connection, descriptor: expect.any(Number) },
    });
    expect(one(heard, 'connection:end')).toEqual({
      measurements: {
        connections: 0,
        duration: expect.any(Number),
        bytesReceived: 5,
        bytesSaid: 5,
        bytesSent: 5,
      },
      metadata: { address, connection, howDied: 'peerClosed' },
    });
  });

  it('tells whom it refused and why, and which handler failed', async () => {
    const heard = hearAll();
    const served = await serve({ maxConnections: 1, protocol: obedient as unknown as Protocol });
    const first = await served.client();
    await served.said.one('connected');
    const second = await served.client();
    await second.ended();
    first.send('FAIL');
    await first.closed();
    await until('the end', () => one(heard, 'connection:end') !== undefined);
    expect(one(heard, 'connection:refused')?.metadata).toMatchObject({ reason: 'maxConnections' });
    expect(one(heard, 'handler:error')?.metadata).toMatchObject({
      address: served.address,
      error: { code: 'XN_HANDLER_FAILED' },
    });
    expect(one(heard, 'connection:end')?.metadata).toMatchObject({ howDied: 'handlerError' });
  });

  it('has an end for each beginning also where the server is stopped', async () => {
    const heard = hearAll();
    const served = await serve();
    const clients = await Promise.all([1, 2, 3].map(() => served.client()));
    await served.said.many('connected', 3);
    served.server.stop();
    for (const client of clients) await client.closed();
    const ends = heard.filter(({ name }) => name === 'xstate-net:connection:end');
    expect(ends.map(({ message }) => message.measurements.connections)).toEqual([2, 1, 0]);
    expect(ends.map(({ message }) => message.metadata.howDied)).toEqual(Array(3).fill('aborted'));
    expect(one(heard, 'server:shutdown')?.measurements).toEqual({ drain: 0 });
  });

  it('is nothing that a subscriber who throws can end', async () => {
    const stop = watchServers({
      'xstate-net:connection:start': () => {
        throw new Error('an exporter that fails');
      },
    });
    afterwards(stop);
    const served = await serve();
    const client = await served.client();
    client.end('hello');
    expect((await client.ended()).toString()).toBe('hello');
  });

  it('adds no listener to a connection while nobody has subscribed', async () => {
    const served = await serve();
    await served.client();
    const { handler } = (await served.said.one('connected')) as { handler?: AnyActorRef };
    expect(channels.start.hasSubscribers).toBe(false);
    expect(handler).toBeDefined();
    const before = jest.spyOn(channel('xstate-net:connection:end'), 'publish');
    await served.drain();
    expect(before).not.toHaveBeenCalled();
  });
});

describe('the span of a connection', () => {
  it('is one context from accept to close, told in the order of a tracing channel', async () => {
    const told: { readonly word: string; readonly context: unknown }[] = [];
    for (const word of ['start', 'end', 'error', 'asyncStart', 'asyncEnd']) {
      const name = `tracing:xstate-net:connection:${word}`;
      const hear = (context: unknown) => told.push({ word, context });
      subscribe(name, hear);
      afterwards(() => {
        unsubscribe(name, hear);
      });
    }
    const served = await serve();
    const client = await served.client();
    await served.said.one('connected');
    client.reset();
    await until('the end of the span', () => told.some(({ word }) => word === 'asyncEnd'));
    expect(told.map(({ word }) => word)).toEqual([
      'start',
      'end',
      'error',
      'asyncStart',
      'asyncEnd',
    ]);
    expect(new Set(told.map(({ context }) => context)).size).toBe(1);
    expect(told[0]?.context).toMatchObject({
      address: served.address,
      connection: { id: 1 },
      end: { howDied: 'reset', bytesReceived: 0 },
      error: { code: 'ECONNRESET' },
    });
  });
});
