import fc from 'fast-check';
import { createActor } from 'xstate';
import { serverCore } from '../../../actors/server/serverCore';
import { echo } from '../../../machines/protocols/echo';
import type { ServerCoreMessage } from '../../../machines/server/serverCoreMessages';
import { afterwards, leaveNothingBehind } from '../../support/afterwards';
import { Client } from '../../support/client';
import { Heard } from '../../support/heard';
import { somebodyElse } from '../../support/listen';
import { selectorOf } from '../../support/selectorOf';
import { type Served, serve } from '../../support/serve';
import { turns, until } from '../../support/until';

leaveNothingBehind();

const portOf = ({ address }: Served) => (address as { port: number }).port;

/** Whether somebody listens where the server did. */
async function isListening(served: Served): Promise<boolean> {
  try {
    const client = await Client.to(served.address);
    client.socket.destroy();
    return true;
  } catch {
    return false;
  }
}

const turnedAway = (client: Client) =>
  until('a client to be turned away', () => client.hasEnded || client.hasClosed);

async function suspended(served: Served, mode: 'close' | 'refuse' = 'close'): Promise<void> {
  const before = served.said.count('suspended');
  served.server.send({ type: 'control.suspend', mode });
  await served.said.many('suspended', before + 1);
}

async function resumed(served: Served): Promise<void> {
  const before = served.said.count('listening');
  served.server.send({ type: 'control.resume' });
  await served.said.many('listening', before + 1);
}

describe('a server that is suspended', () => {
  it('closes its port, so that the kernel refuses; connections live on', async () => {
    const served = await serve();
    const one = (await served.client()).send('before');
    await one.getsText('before');
    await suspended(served);
    await expect(served.client()).rejects.toMatchObject({ code: 'ECONNREFUSED' });
    one.send(' and after');
    await one.getsText('before and after');
    expect(served.said.count('refused')).toBe(0);
  });

  it('can keep its port: it accepts, closes and says whom', async () => {
    const served = await serve();
    await suspended(served, 'refuse');
    const one = await served.client();
    await turnedAway(one);
    expect(await served.said.one('refused')).toMatchObject({
      reason: 'suspended',
      connection: { peer: '127.0.0.1', peerport: one.port },
    });
    await expect(somebodyElse({ port: portOf(served), host: '127.0.0.1' })).rejects.toMatchObject({
      code: 'EADDRINUSE',
    });
    expect(served.said.count('connected')).toBe(0);
  });

  it.each(['close', 'refuse'] as const)('serves again on the same port (%s)', async (mode) => {
    const served = await serve();
    await suspended(served, mode);
    await resumed(served);
    const [first, second] = served.said.of('listening');
    expect(second).toEqual(first);
    await (await served.client()).send('hello').getsText('hello');
  });

  it('gives connections numbers that go on', async () => {
    const served = await serve();
    await served.client();
    await suspended(served);
    await resumed(served);
    await served.client();
    const connected = await served.said.many('connected', 2);
    expect(connected.map(({ connection }) => connection.id)).toEqual([1, 2]);
  });

  it('says why it cannot serve again, stays suspended, and can try once more', async () => {
    const served = await serve();
    const { server, said } = served;
    await suspended(served);
    const other = await somebodyElse({ port: portOf(served), host: '127.0.0.1' });
    server.send({ type: 'control.resume' });
    expect((await said.one('error')).error.code).toBe('XN_PORT_IN_USE');
    expect(server.getSnapshot().value).toBe('suspended');
    await new Promise<void>((resolve) => other.server.close(() => resolve()));
    await resumed(served);
    await (await served.client()).send('hello').getsText('hello');
  });

  it('drains, with its connections', async () => {
    for (const mode of ['close', 'refuse'] as const) {
      const served = await serve();
      const one = await served.client();
      await served.said.one('connected');
      await suspended(served, mode);
      const drained = served.drain();
      await one.ended();
      one.end();
      await drained;
      expect(await isListening(served)).toBe(false);
    }
  });

  it('gives up its port after it was resumed and its older connections have gone', async () => {
    const served = await serve();
    const old = await served.client();
    await served.said.one('connected');
    await suspended(served);
    await resumed(served);
    // Only now does Node say of the first listening socket that it is closed.
    old.end();
    await served.said.one('disconnected');
    await turns(10);
    expect(await isListening(served)).toBe(true);
    await served.drain();
    expect(await isListening(served)).toBe(false);
  });

  it('gives up its port after it was suspended and resumed in one breath', async () => {
    const served = await serve();
    for (let i = 0; i < 5; i += 1) {
      served.server.send({ type: 'control.suspend' });
      served.server.send({ type: 'control.resume' });
    }
    await served.said.many('listening', 2);
    await turns(20);
    expect(await isListening(served)).toBe(true);
    await served.drain();
    expect(await isListening(served)).toBe(false);
  });

  it('can be suspended before it listens, also by a host name that is still looked up', async () => {
    for (const host of ['127.0.0.1', 'localhost']) {
      const server = createActor(serverCore, {
        input: { host, port: 0, protocol: echo as never },
      });
      const said = new Heard<ServerCoreMessage>(server);
      afterwards(() => {
        server.stop();
      });
      server.start();
      server.send({ type: 'control.suspend' });
      await said.one('suspended');
      server.send({ type: 'control.resume' });
      const { address } = await said.one('listening');
      await turns(500);
      const one = (await Client.to(address)).send('hello');
      await one.getsText('hello');
      server.send({ type: 'control.serverShutdown' });
      one.end();
      await until('the end', () => server.getSnapshot().status === 'done');
      await expect(Client.to(address)).rejects.toMatchObject({ code: 'ECONNREFUSED' });
    }
  });

  it('whatever it is told, listens exactly while it serves, and leaves no port behind', async () => {
    type Word = 'suspend' | 'keep' | 'resume' | 'connect' | 'leave' | 'wait';
    const script = fc.array(
      fc.constantFrom<Word>('suspend', 'keep', 'resume', 'connect', 'leave', 'wait'),
      { maxLength: 12 },
    );
    await fc.assert(
      fc.asyncProperty(script, async (words) => {
        const served = await serve();
        const { server } = served;
        const clients: Client[] = [];
        for (const word of words) {
          if (word === 'suspend') server.send({ type: 'control.suspend' });
          else if (word === 'keep') server.send({ type: 'control.suspend', mode: 'refuse' });
          else if (word === 'resume') server.send({ type: 'control.resume' });
          else if (word === 'leave') clients.pop()?.socket.destroy();
          else if (word === 'wait') await turns(3);
          else
            await served.client().then(
              (client) => clients.push(client),
              () => {},
            );
        }
        await turns(10);
        const { value } = server.getSnapshot();
        const connectable = await isListening(served);
        if (value === 'serving') expect(connectable).toBe(true);
        if (!connectable) expect(value).toBe('suspended');
        for (const client of clients) client.socket.destroy();
        await served.drain();
        expect(await isListening(served)).toBe(false);
        expect(selectorOf(server)).toBeUndefined();
      }),
      { numRuns: 40 },
    );
  });
});

describe('a server that is full', () => {
  it('takes clients again as soon as one has left', async () => {
    const served = await serve({ maxConnections: 1 });
    for (let i = 1; i <= 5; i += 1) {
      const one = await served.client();
      await served.said.many('connected', i);
      const other = await served.client();
      await served.said.many('refused', i);
      await turnedAway(other);
      one.end();
      await served.said.many('disconnected', i);
    }
    expect(served.said.types.filter((type) => type === 'connected')).toHaveLength(5);
  });

  it('does not stay full when many come and leave at the same moment', async () => {
    const served = await serve({ maxConnections: 3 });
    for (let round = 0; round < 10; round += 1) {
      const clients = await Promise.all(Array.from({ length: 8 }, () => served.client()));
      await until(
        'all to be answered',
        () => served.said.count('connected') + served.said.count('refused') >= (round + 1) * 8,
      );
      for (const client of clients) client.socket.destroy();
      await until(
        'all to be gone',
        () => served.said.count('disconnected') === served.said.count('connected'),
      );
    }
    expect(served.said.count('connected')).toBe(30);
    expect(served.said.count('refused')).toBe(50);
  });
});
