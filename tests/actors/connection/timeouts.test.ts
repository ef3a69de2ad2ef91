import { listConnections } from '../../../actors/server/listConnections';
import { tcpTransport } from '../../../actors/transport/tcp/tcpTransport';
import type { Protocol } from '../../../machines/handler/protocol';
import { finish, outbox } from '../../../machines/handler/say';
import { setupProtocol } from '../../../machines/handler/setupProtocol';
import type { ServerOptions } from '../../../machines/options/serverOptions';
import { leaveNothingBehind } from '../../support/afterwards';
import { ManualClock } from '../../support/manualClock';
import { KIB, MIB } from '../../support/pattern';
import { obedient } from '../../support/protocols';
import { type Served, serve } from '../../support/serve';
import { turns, until } from '../../support/until';

// What can be said as a script is in tests/scripts/timeouts.test.ts, and played on both networks there.

leaveNothingBehind();

/** A server whose sockets live by a clock that stands still until it is told. */
async function serveByClock(options: ServerOptions & { protocol?: Protocol } = {}) {
  const clock = new ManualClock();
  const served = await serve({ transport: tcpTransport({ clock }), ...options });
  return { ...served, clock };
}

const only = ({ server }: Pick<Served, 'server'>) => {
  const [connection] = listConnections(server);
  if (connection === undefined) throw new Error('there is no connection');
  return connection;
};

describe('the idle timeout', () => {
  it('starts anew with each byte that goes', async () => {
    const { client, clock, said, server } = await serveByClock({ idleTimeout: 1_000 });
    const one = await client();
    await said.one('connected');
    for (let i = 1; i <= 5; i += 1) {
      clock.advance(900);
      only({ server }).csa.send({ type: 'inbox', data: Buffer.from('x') });
      await one.gets(i);
    }
    expect(said.count('disconnected')).toBe(0);
    clock.advance(999);
    await turns(5);
    expect(said.count('disconnected')).toBe(0);
    clock.advance(1);
    expect((await said.one('disconnected')).howDied).toBe('idleTimeout');
  });

  it('is not put off by bytes that are said to a client that takes none', async () => {
    const { client, clock, said, server } = await serveByClock({ idleTimeout: 1_000 });
    await client({ paused: true });
    await said.one('connected');
    const { csa } = only({ server });
    const say = () => csa.send({ type: 'inbox', data: new Uint8Array(64 * KIB) });
    while (only({ server }).unsent < 64 * KIB) {
      say();
      await turns(1);
    }
    // The system is asked what it holds, which takes real time, and a first answer shows no movement.
    for (let i = 0; i < 10 && said.count('disconnected') === 0; i += 1) {
      say();
      clock.advance(600);
      await until('the look', () => clock.pending > 0 || said.count('disconnected') > 0);
    }
    expect((await said.one('disconnected')).howDied).toBe('idleTimeout');
  });

  it('does not end a connection whose bytes are leaving, however large the block', async () => {
    const { client, clock, said, server } = await serveByClock({
      idleTimeout: 1_000,
      outboxLimit: 64 * MIB,
    });
    const one = await client({ paused: true });
    await said.one('connected');
    const block = new Uint8Array(32 * MIB);
    only({ server }).csa.send({ type: 'inbox', data: block });
    await turns(20);
    const unsent = () => listConnections(server)[0]?.unsent ?? 0;
    while (unsent() > 0 && said.count('disconnected') === 0) {
      const before = one.received;
      one.resume();
      await until('some of the block', () => one.received > before + 2 * MIB || unsent() === 0);
      one.pause();
      await turns(5);
      clock.advance(450);
      await turns(2);
    }
    expect(said.count('disconnected')).toBe(0);
    one.resume();
    await one.gets(block.length);
  });

  it('is one timer for all connections, and none after a drain', async () => {
    const { client, clock, said, drain } = await serveByClock({ idleTimeout: 1_000 });
    const clients = await Promise.all(Array.from({ length: 50 }, () => client()));
    await said.many('connected', 50);
    expect(clock.pending).toBe(1);
    for (const one of clients) one.end();
    await said.many('disconnected', 50);
    await drain();
    await until('no timer', () => clock.pending === 0);
  });

  it('leaves no timer when the server is stopped', async () => {
    const { client, clock, said, server } = await serveByClock({ idleTimeout: 1_000 });
    await client();
    await said.one('connected');
    server.stop();
    await until('no timer', () => clock.pending === 0);
  });
});

describe('the linger timeout', () => {
  it('ends a finished connection whose client takes none of the last words', async () => {
    const { client, clock, said, server } = await serveByClock({
      protocol: lastWords,
      lingerTimeout: 500,
    });
    (await client({ paused: true })).send('?');
    await until('the last words', () => only({ server }).unsent > 0);
    await turns(20);
    // The system is asked what it still holds, and a first answer does not show whether it moves; on the way
    // to its rest the kernel may take a little more.
    for (let i = 0; i < 4 && said.count('disconnected') === 0; i += 1) {
      clock.advance(500);
      await until('the look', () => clock.pending > 0 || said.count('disconnected') > 0);
    }
    expect((await said.one('disconnected')).howDied).toBe('lingerTimeout');
  });

  const words = new Uint8Array(16 * MIB - KIB).fill(7);
  const lastWords = setupProtocol().createMachine({
    on: { inbox: { actions: [outbox(words), finish()] } },
  }) as unknown as Protocol;

  it('waits on while the last words are leaving', async () => {
    const { client, clock, said, server } = await serveByClock({
      protocol: lastWords,
      lingerTimeout: 500,
    });
    const one = (await client({ paused: true })).send('?');
    await said.one('connected');
    await turns(20);
    // Once the kernel has taken all, it delivers the rest by itself.
    const taken = () => listConnections(server)[0]?.unsent === 0;
    while (!taken() && said.count('disconnected') === 0) {
      const before = one.received;
      one.resume();
      await until('some words', () => one.received > before + MIB || one.hasEnded);
      one.pause();
      await turns(5);
      clock.advance(240);
      await turns(2);
    }
    expect(said.count('disconnected')).toBe(0);
    expect((await one.resume().ended()).length).toBe(words.length);
    one.end();
    expect((await said.one('disconnected')).howDied).toBe('finished');
  });

  it('of nothing still lets a client go that closes at once', async () => {
    const { client, said } = await serve({ protocol: obedient, lingerTimeout: 0 });
    const one = (await client()).send('FINISH');
    await until('the end', () => one.hasEnded || one.hasClosed);
    expect((await said.one('disconnected')).howDied).toMatch(/finished|lingerTimeout/);
    expect(one.text).toBe('bye');
  });

  it('leaves no timer when the server is stopped while connections linger', async () => {
    const { client, clock, server } = await serveByClock({ protocol: obedient });
    const one = (await client()).send('FINISH');
    await one.ended();
    expect(clock.pending).toBe(1);
    server.stop();
    await until('no timer', () => clock.pending === 0);
  });
});
