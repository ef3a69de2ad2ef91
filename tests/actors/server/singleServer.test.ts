import { createActor } from 'xstate';
import { listConnections } from '../../../actors/server/listConnections';
import { singleServer } from '../../../actors/server/singleServer';
import type { SingleServerInput } from '../../../machines/server/singleServerContext';
import type { SingleServerMessage } from '../../../machines/server/singleServerMessages';
import { afterwards, leaveNothingBehind } from '../../support/afterwards';
import { Client } from '../../support/client';
import { Heard } from '../../support/heard';
import { MIB, randomBytes, same } from '../../support/pattern';
import { selectorOf } from '../../support/selectorOf';
import { turns, until } from '../../support/until';

leaveNothingBehind();

async function start(input: SingleServerInput = {}) {
  const server = createActor(singleServer, { input: { host: '127.0.0.1', port: 0, ...input } });
  const said = new Heard<SingleServerMessage>(server);
  afterwards(() => {
    server.stop();
  });
  server.start();
  const { address } = await said.one('listening');
  const say = (text: string) => server.send({ type: 'inbox', data: Buffer.from(text) });
  return { server, said, say, client: () => Client.to(address) };
}

describe('singleServer on real sockets', () => {
  it('sends the first client what was held for it, in order, then what comes', async () => {
    const { client, say } = await start();
    for (const text of ['a', 'b', 'c']) say(text);
    const one = await client();
    await one.getsText('abc');
    say('d');
    await one.getsText('abcd');
  });

  it.each([undefined, null, 'text'])(
    'survives an inbox with %p, and says what is wrong',
    async (data) => {
      const { client, said, say, server } = await start();
      server.send({ type: 'inbox', data: data as never });
      expect((await said.one('error')).error).toMatchObject({ code: 'XN_BAD_OUTBOX' });
      say('a');
      await (await client()).getsText('a');
    },
  );

  it('gives what its client sends to the outbox', async () => {
    const { client, said } = await start();
    const data = randomBytes(MIB);
    (await client()).end(data);
    await said.one('signal.producerFinished');
    expect(same(Buffer.concat(said.of('outbox').map((message) => message.data)), data)).toBe(true);
  });

  it('closes a second client at once, and takes the next when the first has left', async () => {
    const { client, said, say } = await start();
    const one = await client();
    await said.one('connected');
    const two = await client();
    expect((await two.ended()).length).toBe(0);
    expect(await said.one('refused')).toMatchObject({ reason: 'singleClient' });
    say('for one');
    await one.getsText('for one');
    one.end();
    await said.one('signal.producerFinished');
    say('late');
    const three = await client();
    await said.many('connected', 2);
    say('for three');
    await three.getsText('for three');
    expect(three.text).toBe('for three');
    expect(said.count('signal.undelivered')).toBe(1);
    expect(said.count('signal.producerFinished')).toBe(1);
  });

  it('waits for nothing from a second client: it is gone while it keeps its own half open', async () => {
    const { client, said, server } = await start({ lingerTimeout: 60_000 });
    await client();
    await said.one('connected');
    const others = await Promise.all([client(), client(), client()]);
    for (const other of others) expect((await other.ended()).length).toBe(0);
    await until('only the first to be there', () => listConnections(server).length === 1);
    expect(others.map(({ hasClosed }) => hasClosed)).toEqual([false, false, false]);
    expect(said.count('refused')).toBe(3);
    expect(said.count('connected')).toBe(1);
    expect(said.count('disconnected')).toBe(0);
  });

  it('answers a client that has half-closed with what was said in the same breath', async () => {
    const { client, said, server } = await start();
    server.on('outbox', ({ data }) => server.send({ type: 'inbox', data }));
    const one = (await client()).end('hello');
    expect((await one.ended()).toString()).toBe('hello');
    expect(await said.one('disconnected')).toMatchObject({ howDied: 'peerClosed' });
  });

  it('flushes and closes when it is told that all was said', async () => {
    const { client, said, say, server } = await start();
    const one = await client();
    await said.one('connected');
    say('all');
    server.send({ type: 'control.producerFinished' });
    expect((await one.ended()).toString()).toBe('all');
    one.end();
    expect((await said.one('disconnected')).howDied).toBe('finished');
  });

  it('drains: hears its client, finishes with it, and leaves nothing', async () => {
    const { client, said, server } = await start();
    const one = await client();
    await said.one('connected');
    one.send('last words');
    await new Promise<void>((resolve) => one.socket.write('.', () => resolve()));
    server.send({ type: 'control.serverShutdown' });
    await one.ended();
    one.end();
    await said.one('shutdown');
    expect(Buffer.concat(said.of('outbox').map(({ data }) => data)).toString()).toBe('last words.');
    expect(selectorOf(server)).toBeUndefined();
  });

  it('gives back what was held for a client who never came', async () => {
    const { said, say, server } = await start();
    say('nobody');
    server.send({ type: 'control.serverShutdown' });
    await said.one('shutdown');
    expect(said.of('signal.undelivered').map(({ data }) => Buffer.from(data).toString())).toEqual([
      'nobody',
    ]);
  });

  it('goes on when its client breaks off', async () => {
    const { client, said } = await start();
    const one = await client();
    await said.one('connected');
    one.reset();
    await said.one('signal.producerFinished');
    expect((await said.one('disconnected')).howDied).toBe('reset');
    await client();
    await said.many('connected', 2);
    await turns(3);
    await until('one client', () => said.count('connected') === 2);
  });
});
