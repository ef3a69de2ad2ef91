import { openSockets } from '../../../actors/connection/descriptors';
import { listConnections } from '../../../actors/server/listConnections';
import { tcpTransport } from '../../../actors/transport/tcp/tcpTransport';
import { leaveNothingBehind } from '../../support/afterwards';
import type { Client } from '../../support/client';
import { ManualClock } from '../../support/manualClock';
import { KIB, MIB, randomBytes, same } from '../../support/pattern';
import { stubborn } from '../../support/protocols';
import { selectorOf } from '../../support/selectorOf';
import { type Served, serve } from '../../support/serve';
import { turns, until } from '../../support/until';

leaveNothingBehind();

const done = ({ server }: Served) => until('the end', () => server.getSnapshot().status === 'done');

describe('a drain', () => {
  it('answers every byte that had been sent before it, idle or in the middle of a transfer', async () => {
    const served = await serve();
    const idle = await Promise.all(Array.from({ length: 5 }, () => served.client()));
    const busy = await Promise.all(
      Array.from({ length: 15 }, async (_, i) => {
        const data = randomBytes((i + 1) * 10 * KIB);
        const client = await served.client();
        await new Promise<void>((resolve) => client.socket.write(data, () => resolve()));
        return { client, data };
      }),
    );
    await served.said.many('connected', 20);
    served.server.send({ type: 'control.serverShutdown' });
    const finish = async (client: Client) => {
      const bytes = await client.ended();
      client.end();
      return bytes;
    };
    for (const { client, data } of busy) expect(same(await finish(client), data)).toBe(true);
    for (const client of idle) expect((await finish(client)).length).toBe(0);
    await done(served);
    expect(served.said.count('disconnected')).toBe(20);
    expect(openSockets()).toBe(0);
    expect(selectorOf(served.server)).toBeUndefined();
  });

  it('answers what it had received, of a client that reads it later', async () => {
    const served = await serve();
    const client = await served.client({ paused: true });
    client.send(randomBytes(16 * MIB));
    await until('the server to rest', () => selectorOf(served.server)?.readers === 0);
    served.server.send({ type: 'control.serverShutdown' });
    await turns(50);
    expect(served.said.count('disconnected')).toBe(0);
    const received = () => listConnections(served.server)[0]?.bytesReceived ?? 0;
    const atShutdown = received();
    client.resume();
    const bytes = await client.ended();
    client.end();
    expect(bytes.length).toBeGreaterThanOrEqual(atShutdown);
    await done(served);
  });

  it('insists when its patience is over, with a handler whose client never stops sending', async () => {
    const clock = new ManualClock();
    const served = await serve(
      { transport: tcpTransport({ clock }), shutdownTimeout: 5_000, lingerTimeout: 1_000 },
      { clock },
    );
    const client = await served.client({ paused: true });
    client.send(randomBytes(32 * MIB));
    await until('the server to rest', () => selectorOf(served.server)?.readers === 0);
    served.server.send({ type: 'control.serverShutdown' });
    await turns(10);
    expect(served.server.getSnapshot().value).toEqual({ closing: 'asking' });
    clock.advance(4_000);
    expect(served.server.getSnapshot().value).toEqual({ closing: 'insisting' });
    expect(listConnections(served.server)[0]?.state).toEqual({ closing: 'finishing' });
    clock.advance(1_000);
    await served.said.one('disconnected');
    await done(served);
    expect(clock.pending).toBe(0);
  });

  it('is forced at once when it is told to stop now', async () => {
    const served = await serve({ protocol: stubborn });
    const one = await served.client();
    await served.said.one('connected');
    served.server.send({ type: 'control.serverShutdown' });
    await turns(5);
    served.server.send({ type: 'control.shutdownMicroprocess' });
    expect(await one.closed()).toBe('ECONNRESET');
    await done(served);
    expect(served.said.of('disconnected')[0]?.howDied).toBe('aborted');
  });

  it('asked for twice is one drain', async () => {
    const served = await serve();
    const one = await served.client();
    await served.said.one('connected');
    served.server.send({ type: 'control.serverShutdown' });
    served.server.send({ type: 'control.serverShutdown' });
    await one.ended();
    one.end();
    await done(served);
    expect(served.said.types).toEqual([
      'listening',
      'connected',
      'closing',
      'disconnected',
      'shutdown',
    ]);
  });

  it('before the server listens ends it', async () => {
    const served = await serve();
    served.server.send({ type: 'control.suspend' });
    served.server.send({ type: 'control.resume' });
    served.server.send({ type: 'control.serverShutdown' });
    await done(served);
    await expect(served.client()).rejects.toMatchObject({ code: 'ECONNREFUSED' });
  });
});
