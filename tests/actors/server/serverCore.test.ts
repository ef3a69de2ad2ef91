import fc from 'fast-check';
import { createActor, fromCallback, fromTransition } from 'xstate';
import { openSockets } from '../../../actors/connection/descriptors';
import { listConnections } from '../../../actors/server/listConnections';
import { serverCore, simpleServer } from '../../../actors/server/serverCore';
import type { ConnectionInfo } from '../../../machines/connection/connectionInfo';
import type { Protocol } from '../../../machines/handler/protocol';
import { endSending, outbox } from '../../../machines/handler/say';
import { setupProtocol } from '../../../machines/handler/setupProtocol';
import { echo } from '../../../machines/protocols/echo';
import type { ServerCoreMessage } from '../../../machines/server/serverCoreMessages';
import { afterwards, leaveNothingBehind } from '../../support/afterwards';
import { Client } from '../../support/client';
import { aFolder } from '../../support/folder';
import { Heard } from '../../support/heard';
import { KIB, MIB, randomBytes, same } from '../../support/pattern';
import { noting, obedient, stubborn } from '../../support/protocols';
import { selectorOf } from '../../support/selectorOf';
import { serve } from '../../support/serve';
import { turns, until } from '../../support/until';

leaveNothingBehind();

/** Actors behave the same while somebody watches, by other code. */
const WATCHING = [
  ['unwatched', {}],
  ['watched by an inspector', { inspect: () => {} }],
] as const;

describe.each(WATCHING)('serverCore on real sockets, %s', (_, options) => {
  describe('moves bytes', () => {
    it('back to who sent them', async () => {
      const { client } = await serve({}, options);
      const one = (await client()).send('hello');
      const two = (await client()).send('world');
      await one.getsText('hello');
      await two.getsText('world');
      expect([one.text, two.text]).toEqual(['hello', 'world']);
    });

    it.each([
      ['IPv4', { host: '127.0.0.1', port: 0 }],
      ['IPv6', { host: '::1', port: 0 }],
      ['a unix socket', undefined],
    ])(
      'of 8 MiB both ways over %s, unchanged, also when the client half-closes',
      async (_, where) => {
        const { client, said } = await serve(where ?? { path: `${aFolder()}/s` }, options);
        const data = randomBytes(8 * MIB);
        const one = (await client()).end(data);
        expect(same(await one.ended(), data)).toBe(true);
        one.end();
        const end = await said.one('disconnected');
        expect(end).toMatchObject({
          howDied: 'peerClosed',
          bytesReceived: data.length,
          bytesSent: data.length,
        });
      },
    );

    it('in many small pieces, in order', async () => {
      const { client } = await serve({}, options);
      const one = await client();
      const lines = Array.from({ length: 2_000 }, (_, i) => `${i}\n`);
      for (const line of lines) one.send(line);
      one.end();
      expect((await one.ended()).toString()).toBe(lines.join(''));
    });

    it('of whatever client, cut in whatever way', async () => {
      const { address } = await serve({}, options);
      await fc.assert(
        fc.asyncProperty(
          fc.array(fc.uint8Array({ minLength: 1, maxLength: 20_000 }), { maxLength: 20 }),
          async (chunks) => {
            const one = await Client.to(address);
            for (const chunk of chunks) {
              one.send(chunk);
              if (chunk.length % 3 === 0) await turns(1);
            }
            one.end();
            expect(same(await one.ended(), Buffer.concat(chunks))).toBe(true);
            one.socket.destroy();
          },
        ),
        { numRuns: 20 },
      );
    });

    it('that came together with the FIN', async () => {
      const { client } = await serve({}, options);
      const one = (await client()).end('hello');
      expect((await one.ended()).toString()).toBe('hello');
    });

    it('that a handler says at its very start', async () => {
      const greeter = setupProtocol().createMachine({ entry: outbox('hello, ') });
      const { client } = await serve({ protocol: greeter as unknown as Protocol }, options);
      await (await client()).getsText('hello, ');
    });

    it('that a handler says as it ends, also when it ends at once', async () => {
      const daytime = setupProtocol().createMachine({
        initial: 'done',
        states: { done: { entry: outbox('noon'), type: 'final' } },
      });
      const { client, said } = await serve({ protocol: daytime as unknown as Protocol }, options);
      const one = await client();
      expect((await one.ended()).toString()).toBe('noon');
      one.end();
      expect(await said.one('disconnected')).toMatchObject({ howDied: 'finished', bytesSent: 4 });
    });
  });

  describe('tells how each connection ended', () => {
    it('peerClosed when the client finished first', async () => {
      const { client, said } = await serve({}, options);
      (await client()).end();
      expect(await said.one('disconnected')).toMatchObject({ howDied: 'peerClosed' });
    });

    it('finished when the handler finished first', async () => {
      const { client, said } = await serve({ protocol: obedient }, options);
      const one = (await client()).send('FINISH');
      expect((await one.ended()).toString()).toBe('bye');
      one.end();
      expect(await said.one('disconnected')).toMatchObject({
        howDied: 'finished',
        bytesReceived: 6,
        bytesSent: 3,
      });
    });

    it('reset when the client broke it off', async () => {
      const { client, said } = await serve({}, options);
      const one = (await client()).send('x');
      await one.gets(1);
      one.reset();
      const end = await said.one('disconnected');
      expect(end.howDied).toBe('reset');
      expect(end.error).toMatchObject({ code: 'ECONNRESET' });
    });

    it('reset when the client broke it off without a word', async () => {
      const { client, said } = await serve({}, options);
      (await client()).reset();
      expect((await said.one('disconnected')).howDied).toBe('reset');
    });

    it('aborted when the handler aborted, and the client sees a reset', async () => {
      const { client, said } = await serve({ protocol: obedient }, options);
      const one = (await client()).send('ABORT');
      expect(await one.closed()).toBe('ECONNRESET');
      expect((await said.one('disconnected')).howDied).toBe('aborted');
    });

    it('aborted over a unix socket too, where there is no reset', async () => {
      const path = `${aFolder()}/s`;
      const { client, said } = await serve({ path, protocol: obedient }, options);
      const one = (await client()).send('ABORT');
      await until('the end', () => one.hasEnded || one.hasClosed);
      expect((await said.one('disconnected')).howDied).toBe('aborted');
    });

    it('aborted when the whole server is told to stop now', async () => {
      const { client, said, server } = await serve({}, options);
      const one = await client();
      await said.one('connected');
      server.send({ type: 'control.shutdownMicroprocess' });
      expect(await one.closed()).toBe('ECONNRESET');
      await said.one('shutdown');
      expect(said.types).toEqual(['listening', 'connected', 'closing', 'disconnected', 'shutdown']);
      expect(said.of('disconnected')[0]?.howDied).toBe('aborted');
    });

    it('exactly once each, whatever clients do', async () => {
      const { address, said } = await serve({ protocol: obedient }, options);
      const deeds = {
        end: (client: Client) => client.end(),
        reset: (client: Client) => client.reset(),
        destroy: (client: Client) => client.socket.destroy(),
        finish: (client: Client) => client.send('FINISH'),
        abort: (client: Client) => client.send('ABORT'),
        fail: (client: Client) => client.send('FAIL'),
        half: (client: Client) => client.send('END'),
      };
      const names = Object.keys(deeds) as (keyof typeof deeds)[];
      let opened = 0;
      await fc.assert(
        fc.asyncProperty(
          fc.array(fc.array(fc.constantFrom(...names), { maxLength: 4 }), { maxLength: 6 }),
          async (scripts) => {
            const clients = await Promise.all(
              scripts.map(async (script) => {
                const one = await Client.to(address);
                for (const name of script) {
                  deeds[name](one);
                  if (name === 'half') await turns(1);
                }
                return one;
              }),
            );
            opened += clients.length;
            await turns(2);
            for (const one of clients) one.socket.destroy();
            await until('all ends', () => said.count('disconnected') >= opened);
          },
        ),
        { numRuns: 30 },
      );
      await turns(5);
      const ids = (type: 'connected' | 'disconnected') =>
        said
          .of(type)
          .map(({ connection }) => connection.id)
          .sort((a, b) => a - b);
      expect(ids('connected')).toEqual(Array.from({ length: opened }, (_, i) => i + 1));
      expect(ids('disconnected')).toEqual(ids('connected'));
    });

    it('with how long it took, by the clock of the transport', async () => {
      const { client, said } = await serve({}, options);
      const before = Date.now();
      (await client()).end();
      const { connection, duration } = await said.one('disconnected');
      expect(Math.abs(connection.connectedAt - before)).toBeLessThan(5_000);
      expect(duration).toBeGreaterThanOrEqual(0);
      expect(duration).toBeLessThan(5_000);
    });
  });

  describe('honours half-close', () => {
    it('from the client: what is still to be said is said', async () => {
      const { client } = await serve({ protocol: stubborn }, options);
      const one = (await client()).end('question');
      await one.getsText('question');
      await turns(20);
      expect(one.hasEnded).toBe(false);
    });

    /** Says this at the client's first byte and closes its half; hears the rest. */
    const saysAndHears = (words: Uint8Array, heard: string[]) =>
      setupProtocol().createMachine({
        initial: 'asked',
        states: {
          asked: { on: { inbox: { target: 'hearing', actions: [outbox(words), endSending()] } } },
          hearing: {
            on: {
              inbox: {
                actions: ({ event }) => {
                  heard.push(new TextDecoder().decode(event.data));
                },
              },
              'control.producerFinished': 'shutdown',
            },
          },
          shutdown: { type: 'final' },
        },
      });

    it('from the handler: it still hears what the client sends', async () => {
      const heard: string[] = [];
      const protocol = saysAndHears(Buffer.from('that was all'), heard);
      const { client, said } = await serve({ protocol }, options);
      const one = (await client()).send('?');
      expect((await one.ended()).toString()).toBe('that was all');
      one.end('not for me');
      const { howDied, bytesReceived } = await said.one('disconnected');
      expect({ howDied, bytesReceived }).toEqual({ howDied: 'finished', bytesReceived: 11 });
      expect(heard.join('')).toBe('not for me');
    });

    it('from the handler while its last words have not left yet', async () => {
      const heard: string[] = [];
      const words = randomBytes(8 * MIB);
      const { client, said, server } = await serve(
        { protocol: saysAndHears(words, heard) },
        options,
      );
      const one = (await client({ paused: true })).send('?');
      await until('all to be said', () => listConnections(server)[0]?.bytesSaid === words.length);
      expect(listConnections(server)[0]?.unsent).toBeGreaterThan(0);
      one.resume();
      expect(same(await one.ended(), words)).toBe(true);
      one.end('not for me');
      await said.one('disconnected');
      expect(heard.join('')).toBe('not for me');
    });

    it('not at all when it is told so', async () => {
      const { client, said } = await serve({ protocol: stubborn, halfOpen: false }, options);
      const one = (await client()).end('x');
      expect((await one.ended()).toString()).toBe('x');
      expect((await said.one('disconnected')).howDied).toBe('peerClosed');
    });
  });

  describe('gives each connection its handler', () => {
    it('with the information of the connection as input', async () => {
      const inputs: ConnectionInfo[] = [];
      const protocol = setupProtocol({
        types: { input: {} as ConnectionInfo, context: {} as { peer: string } },
      }).createMachine({
        context: ({ input }) => {
          inputs.push(input);
          return { peer: input.peer };
        },
      });
      const { client, said, address } = await serve({ protocol }, options);
      const one = await client();
      await said.one('connected');
      expect(inputs).toEqual([
        {
          id: 1,
          peer: '127.0.0.1',
          peerport: one.port,
          localip: '127.0.0.1',
          localport: (address as { port: number }).port,
          family: 'IPv4',
          connectedAt: expect.any(Number),
        },
      ]);
      expect(said.of('connected')[0]?.connection).toEqual(inputs[0]);
    });

    it('that a function chose by that information', async () => {
      const { client } = await serve(
        { protocol: ({ id }) => (id % 2 === 0 ? obedient : echo) as never },
        options,
      );
      const odd = (await client()).send('FINISH');
      await odd.getsText('FINISH');
      const even = (await client()).send('FINISH');
      await even.getsText('bye');
    });

    it('with the first byte, however early it came', async () => {
      const { address, said } = await serve({}, options);
      const clients = await Promise.all(
        Array.from({ length: 50 }, async (_, i) => {
          const one = await Client.to(address);
          return one.end(`early ${i}`);
        }),
      );
      const texts = await Promise.all(clients.map(async (one) => (await one.ended()).toString()));
      expect(texts).toEqual(clients.map((_, i) => `early ${i}`));
      expect(said.count('connected')).toBe(50);
    });

    it('which hears that the peer has finished, and that the connection is gone', async () => {
      const heard: string[] = [];
      const { client, said } = await serve({ protocol: noting(heard) }, options);
      (await client()).send('x').end();
      await said.one('disconnected');
      expect(heard.filter((type) => !type.startsWith('flow'))).toEqual([
        'inbox',
        'control.producerFinished',
      ]);
      heard.length = 0;
      const two = (await client()).send('x');
      await two.gets(1);
      two.reset();
      await said.many('disconnected', 2);
      expect(heard.filter((type) => !type.startsWith('flow'))).toEqual([
        'inbox',
        'control.socketShutdown',
      ]);
    });

    it('which is stopped when its connection is gone and it is not final', async () => {
      let stopped = 0;
      const protocol = setupProtocol({
        actors: {
          watch: fromCallback(() => () => {
            stopped += 1;
          }),
        },
      }).createMachine({ invoke: { src: 'watch' } });
      const { client, said } = await serve({ protocol }, options);
      const one = await client();
      await said.one('connected');
      one.reset();
      await said.one('disconnected');
      expect(stopped).toBe(1);
    });

    it('which can be any actor logic', async () => {
      const callback = fromCallback<never, ConnectionInfo, never>(({ receive, emit }) => {
        receive((event: { type: string; data?: Uint8Array }) => {
          if (event.type === 'inbox') emit({ type: 'outbox', data: event.data } as never);
          if (event.type === 'control.producerFinished') {
            emit({ type: 'signal.producerFinished' } as never);
          }
        });
      });
      const { client } = await serve({ protocol: callback as unknown as Protocol }, options);
      const one = (await client()).end('hello');
      expect((await one.ended()).toString()).toBe('hello');
      const mute = fromTransition((state: undefined) => state, undefined);
      const second = await serve({ protocol: mute as unknown as Protocol }, options);
      const two = (await second.client()).send('hello');
      await second.said.one('connected');
      await turns(10);
      expect(two.hasEnded).toBe(false);
    });
  });

  it('has everything back to zero after a drain', async () => {
    const { client, said, server, drain } = await serve({}, options);
    const clients = await Promise.all(Array.from({ length: 20 }, () => client()));
    await said.many('connected', 20);
    expect(selectorOf(server)).toEqual({ readers: 20, writers: 0, servers: 1 });
    expect(openSockets()).toBe(20);
    const drained = drain();
    await Promise.all(clients.map((one) => one.ended().then(() => one.end())));
    await drained;
    expect(openSockets()).toBe(0);
    expect(selectorOf(server)).toBeUndefined();
    expect(said.count('disconnected')).toBe(20);
    expect(said.types.at(-1)).toBe('shutdown');
  });
});

describe('simpleServer', () => {
  const start = async (protocol: unknown) => {
    const server = createActor(simpleServer, {
      input: { host: '127.0.0.1', port: 0, protocol: protocol as never },
    });
    const said = new Heard<ServerCoreMessage>(server);
    afterwards(() => {
      server.stop();
    });
    server.start();
    return { said, address: (await said.one('listening')).address };
  };

  it('serves protocols that are told nothing of the connection', async () => {
    const inputs: unknown[] = [];
    const protocol = setupProtocol({ types: { context: {} as { x: 1 } } }).createMachine({
      context: ({ input }) => {
        inputs.push(input);
        return { x: 1 };
      },
      on: { inbox: { actions: outbox(({ event }) => event.data) } },
    });
    const { address } = await start(protocol);
    const one = (await Client.to(address)).send('hello');
    await one.getsText('hello');
    expect(inputs).toEqual([undefined]);
  });

  it('takes a function without arguments', async () => {
    const calls: unknown[][] = [];
    const { address } = await start((...args: unknown[]) => {
      calls.push(args);
      return echo;
    });
    const one = (await Client.to(address)).send('hello');
    await one.getsText('hello');
    expect(calls.flat().every((argument) => argument === undefined)).toBe(true);
  });
});

describe('serverCore', () => {
  it('ends with the error as its output when it could not bind', async () => {
    const { address } = await serve();
    const { port } = address as { port: number };
    const server = createActor(serverCore, {
      input: { host: '127.0.0.1', port, protocol: echo as never },
    });
    const said = new Heard<ServerCoreMessage>(server);
    server.start();
    const { error } = await said.one('shutdown');
    expect(error).toMatchObject({ code: 'XN_PORT_IN_USE' });
    expect(server.getSnapshot()).toMatchObject({ status: 'done', output: { error } });
    expect(said.types).toEqual(['error', 'shutdown']);
    expect(selectorOf(server)).toBeUndefined();
  });

  it.each([
    ['a bad option', { port: -1 }, 'XN_BAD_PORT'],
    ['a bad protocol', { port: 0, protocol: null }, 'XN_BAD_PROTOCOL'],
  ])('ends at once with %s, and leaves no selector behind', async (_, input, code) => {
    const server = createActor(serverCore, { input: { protocol: echo, ...input } as never });
    const said = new Heard<ServerCoreMessage>(server);
    server.start();
    expect(server.getSnapshot().output).toMatchObject({ error: { code } });
    expect(said.types).toEqual(['shutdown']);
    await turns(3);
    expect(selectorOf(server)).toBeUndefined();
  });

  it('can be made and thrown away without being started', () => {
    const server = createActor(serverCore, {
      input: { host: '127.0.0.1', port: 0, protocol: echo as never },
    });
    expect(selectorOf(server)).toBeUndefined();
    server.stop();
    expect(openSockets()).toBe(0);
  });

  it('restarts on the same port at once, after connections that it closed itself', async () => {
    const first = await serve();
    const { port } = first.address as { port: number };
    const one = (await first.client()).send('x');
    await one.gets(1);
    first.server.stop();
    const second = await serve({ port });
    const two = (await second.client()).send('again');
    await two.getsText('again');
  });

  it('restarts on the same port at once after a drain, whose sockets linger in TIME_WAIT', async () => {
    const first = await serve({ protocol: obedient });
    const { port } = first.address as { port: number };
    const one = (await first.client()).send('FINISH');
    await one.ended();
    one.end();
    await first.said.one('disconnected');
    await first.drain();
    const second = await serve({ port });
    await (await second.client()).send('again').getsText('again');
  });

  it('keeps pieces of up to a high-water mark in order with large ones', async () => {
    const { client } = await serve();
    const one = await client();
    const sizes = [1, 64 * KIB, 3, 300 * KIB, 64 * KIB - 1, 64 * KIB + 1, 2 * MIB, 1];
    const all = Buffer.concat(sizes.map((size) => randomBytes(size)));
    one.end(all);
    expect(same(await one.ended(), all)).toBe(true);
  });
});
