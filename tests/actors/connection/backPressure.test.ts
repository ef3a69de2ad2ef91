import fc from 'fast-check';
import { listConnections } from '../../../actors/server/listConnections';
import type { Protocol } from '../../../machines/handler/protocol';
import { outbox, pauseInbox, resumeInbox } from '../../../machines/handler/say';
import { setupProtocol } from '../../../machines/handler/setupProtocol';
import { leaveNothingBehind } from '../../support/afterwards';
import type { Client } from '../../support/client';
import { KIB, MIB, randomBytes, same } from '../../support/pattern';
import { noting } from '../../support/protocols';
import { selectorOf } from '../../support/selectorOf';
import { type Served, serve } from '../../support/serve';
import { turns, until } from '../../support/until';

leaveNothingBehind();

const only = ({ server }: Served) => {
  const [connection] = listConnections(server);
  if (connection === undefined) throw new Error('there is no connection');
  return connection;
};

/** Sends until the kernels' buffers are full and the server has stopped reading. */
async function flood(served: Served, client: Client): Promise<number> {
  const block = randomBytes(256 * KIB);
  let sent = 0;
  const more = () => {
    while (client.socket.writableLength < MIB) {
      client.send(block);
      sent += block.length;
    }
  };
  client.socket.on('drain', more);
  more();
  await until('the server to rest', () => selectorOf(served.server)?.readers === 0);
  client.socket.off('drain', more);
  return sent;
}

describe('a client that does not read', () => {
  it('costs the server one high-water mark and a chunk, and stops it from reading', async () => {
    const served = await serve({ highWaterMark: 32 * KIB });
    const client = await served.client({ paused: true });
    const sent = await flood(served, client);
    await turns(100);
    expect(selectorOf(served.server)).toEqual({ readers: 0, writers: 1, servers: 1 });
    const { unsent, bytesReceived, bytesSaid, bytesSent, state } = only(served);
    expect(state).toEqual({
      connected: { receiving: { paused: 'bySending' }, sending: 'blocked', draining: 'notAsked' },
    });
    // Reading rests by what Node holds, which is whole blocks; `unsent` is what of them has not left.
    expect(unsent).toBeGreaterThan(0);
    expect(unsent).toBeLessThanOrEqual((32 + 64) * KIB);
    expect(bytesSaid).toBe(bytesReceived);
    expect(bytesSent).toBe(bytesSaid - unsent);
    expect(bytesReceived).toBeLessThan(sent);

    client.resume().end();
    const back = await client.ended();
    expect(back.length).toBe(sent);
    expect(served.said.count('handlerError')).toBe(0);
  });

  it('is read on when it reads again, with every byte in its place', async () => {
    const served = await serve({ highWaterMark: 16 * KIB });
    const client = await served.client({ paused: true });
    const data = randomBytes(16 * MIB);
    client.end(data);
    for (let i = 0; i < 3; i += 1) {
      await until('the server to rest', () => selectorOf(served.server)?.readers === 0);
      client.resume();
      const before = client.received;
      await until('some bytes', () => client.received > before + 100 * KIB || client.hasEnded);
      client.pause();
      if (client.hasEnded) break;
    }
    client.resume();
    expect(same(await client.ended(), data)).toBe(true);
    await served.said.one('disconnected');
    await until('no interest', () => selectorOf(served.server)?.writers === 0);
    expect(selectorOf(served.server)).toEqual({ readers: 0, writers: 0, servers: 1 });
  });

  it('is told of to its handler', async () => {
    const heard: string[] = [];
    const served = await serve({ protocol: noting(heard) });
    const client = await served.client({ paused: true });
    await flood(served, client);
    const flow = () => heard.filter((type) => type.startsWith('flow'));
    expect(flow().at(-1)).toBe('flow.blocked');
    client.resume();
    await until('flow.ready', () => flow().at(-1) === 'flow.ready');
    for (const [i, type] of flow().entries()) {
      if (type === 'flow.blocked') expect(flow()[i - 1]).not.toBe('flow.blocked');
    }
  });

  it('costs nobody else anything', async () => {
    const served = await serve();
    await flood(served, await served.client({ paused: true }));
    const other = await served.client();
    await other.send('hello').getsText('hello');
  });

  it('ends with outboxOverflow when its handler says more than the limit all the same', async () => {
    const chatterbox = setupProtocol().createMachine({
      on: { inbox: { actions: outbox(new Uint8Array(64 * KIB)) } },
    });
    const served = await serve({
      protocol: chatterbox as unknown as Protocol,
      outboxLimit: MIB,
      highWaterMark: 64 * KIB,
    });
    const client = await served.client({ paused: true });
    // Each byte asks for 64 KiB; when reading rests, what was read before is still answered.
    const ask = async () => {
      while (!client.hasClosed && served.said.count('disconnected') === 0) {
        client.send('?'.repeat(100));
        await turns(1);
        if (selectorOf(served.server)?.readers === 0) break;
      }
    };
    await ask();
    const { csa } = only(served);
    while (served.said.count('disconnected') === 0) {
      csa.send({ type: 'inbox', data: new Uint8Array(64 * KIB) });
      expect(only(served).unsent).toBeLessThanOrEqual(MIB + 64 * KIB);
      await turns(1);
    }
    expect((await served.said.one('disconnected')).howDied).toBe('outboxOverflow');
    client.resume();
    await until('the end', () => client.hasEnded || client.hasClosed);
  });

  const large = setupProtocol().createMachine({
    on: { inbox: { actions: outbox(new Uint8Array(16 * MIB)) } },
  }) as unknown as Protocol;

  it('is given one block that is more than the limit, and gets all of it when it reads', async () => {
    const served = await serve({ protocol: large, outboxLimit: MIB });
    const client = (await served.client({ paused: true })).send('?');
    await until('the block', () => only(served).unsent > MIB);
    expect((await client.resume().gets(16 * MIB)).length).toBe(16 * MIB);
    expect(served.said.count('disconnected')).toBe(0);
  });

  it('ends with outboxOverflow when more than the limit is said on top of that', async () => {
    const served = await serve({ protocol: large, outboxLimit: MIB });
    const client = (await served.client({ paused: true })).send('?');
    await until('the block', () => only(served).unsent > MIB);
    const { csa } = only(served);
    csa.send({ type: 'inbox', data: new Uint8Array(MIB) });
    expect(served.said.count('disconnected')).toBe(0);
    csa.send({ type: 'inbox', data: new Uint8Array(1) });
    const end = await served.said.one('disconnected');
    expect(end).toMatchObject({
      howDied: 'outboxOverflow',
      error: {
        code: 'XN_OUTBOX_OVERFLOW',
        message: expect.stringContaining(`outboxLimit (${MIB})`),
      },
    });
    expect(end.bytesSaid).toBe(17 * MIB + 1);
    expect(end.bytesSent).toBeLessThan(16 * MIB);
    client.resume();
    await until('the end', () => client.hasEnded || client.hasClosed);
  });

  it('is held to the limit also in what is said in the step that finishes', async () => {
    const block = new Uint8Array(4 * MIB);
    const served = await serve({
      protocol: setupProtocol().createMachine({
        initial: 'asked',
        states: {
          asked: {
            on: {
              inbox: {
                target: 'answered',
                actions: Array.from({ length: 8 }, () => outbox(block)),
              },
            },
          },
          answered: { type: 'final' },
        },
      }) as unknown as Protocol,
    });
    const client = (await served.client({ paused: true })).send('?');
    expect((await served.said.one('disconnected')).howDied).toBe('outboxOverflow');
    client.resume();
    await until('the end', () => client.hasEnded || client.hasClosed);
  });
});

describe('a handler', () => {
  /** Notes what it is sent, stops its inbox after each piece, and starts it when poked. */
  const hesitant = (heard: Buffer[]) =>
    setupProtocol({ types: { events: {} as { type: 'poke' } } }).createMachine({
      on: {
        inbox: {
          actions: [
            ({ event }) => {
              heard.push(Buffer.from(event.data));
            },
            pauseInbox(),
          ],
        },
        poke: { actions: resumeInbox() },
      },
    });

  it('that pauses its inbox hears nothing, and the socket is not read', async () => {
    const heard: Buffer[] = [];
    const served = await serve({ protocol: hesitant(heard) as unknown as Protocol });
    const client = await served.client();
    await served.said.one('connected');
    expect(selectorOf(served.server)?.readers).toBe(1);
    client.send(randomBytes(32 * MIB));
    await until('the pause', () => selectorOf(served.server)?.readers === 0);
    await turns(200);
    expect(heard.length).toBe(1);
    expect(client.socket.writableLength).toBeGreaterThan(MIB);
    expect(only(served).state).toMatchObject({
      connected: { receiving: { paused: 'byHandler' } },
    });
  });

  it('that resumes it hears all, in order', async () => {
    const heard: Buffer[] = [];
    const served = await serve({ protocol: hesitant(heard) as unknown as Protocol });
    const client = await served.client();
    const data = randomBytes(MIB);
    client.send(data);
    const length = () => heard.reduce((sum, piece) => sum + piece.length, 0);
    while (length() < data.length) {
      const before = heard.length;
      await until('a piece', () => heard.length > before);
      expect(heard.length).toBe(before + 1);
      only(served).handler?.send({ type: 'poke' });
    }
    expect(same(Buffer.concat(heard), data)).toBe(true);
  });

  it('that pauses its inbox at its very start loses nothing', async () => {
    const heard: string[] = [];
    const protocol = setupProtocol({ types: { events: {} as { type: 'poke' } } }).createMachine({
      entry: pauseInbox(),
      on: {
        inbox: {
          actions: ({ event }) => {
            heard.push(new TextDecoder().decode(event.data));
          },
        },
        poke: { actions: resumeInbox() },
      },
    });
    const served = await serve({ protocol: protocol as unknown as Protocol });
    const client = (await served.client()).send('hello');
    await served.said.one('connected');
    await turns(50);
    expect(heard).toEqual([]);
    only(served).handler?.send({ type: 'poke' });
    await until('hello', () => heard.join('') === 'hello');
    client.end();
  });

  it('that has paused its inbox still learns nothing of a FIN, until it resumes', async () => {
    const heard: string[] = [];
    const protocol = setupProtocol({ types: { events: {} as { type: 'poke' } } }).createMachine({
      initial: 'connected',
      states: {
        connected: {
          entry: pauseInbox(),
          on: {
            inbox: {
              actions: ({ event }) => {
                heard.push(new TextDecoder().decode(event.data));
              },
            },
            poke: { actions: resumeInbox() },
            'control.producerFinished': 'shutdown',
          },
        },
        shutdown: { type: 'final' },
      },
    });
    const served = await serve({ protocol: protocol as unknown as Protocol });
    (await served.client()).end('all of it');
    await served.said.one('connected');
    await turns(50);
    expect(served.said.count('disconnected')).toBe(0);
    only(served).handler?.send({ type: 'poke' });
    await until('the end', () => heard.length > 0);
    expect(heard.join('')).toBe('all of it');
  });
});

describe('a producer', () => {
  /** Says numbered blocks, one for each flow.ready, for ever or so many. */
  const counting = (size: number, most = Number.POSITIVE_INFINITY, asked: number[] = []) =>
    setupProtocol({ types: { context: {} as { n: number } } }).createMachine({
      context: { n: 0 },
      initial: 'saying',
      states: {
        saying: {
          on: {
            'flow.ready': [
              {
                guard: ({ context }) => context.n < most,
                actions: [
                  outbox(({ context }) => block(size, context.n)),
                  ({ context }) => {
                    asked.push(context.n);
                  },
                  ({ context }) => {
                    context.n += 1;
                  },
                ],
              },
              { target: 'done' },
            ],
          },
        },
        done: { type: 'final' },
      },
    });

  const block = (size: number, n: number) => {
    const data = Buffer.alloc(size);
    data.writeUInt32BE(n);
    return data;
  };

  it.each([1 * KIB, 64 * KIB, 200 * KIB])(
    'gets flow.ready for each block of %d bytes, to its end',
    async (size) => {
      const count = Math.ceil((4 * MIB) / size);
      const { client, said } = await serve({ protocol: counting(size, count) as never });
      const one = await client();
      const bytes = await one.ended();
      one.end();
      expect(bytes.length).toBe(size * count);
      for (let n = 0; n < count; n += 1) expect(bytes.readUInt32BE(n * size)).toBe(n);
      expect((await said.one('disconnected')).howDied).toBe('finished');
    },
  );

  it('waits while its client does not read, and goes on unbroken', async () => {
    const asked: number[] = [];
    const served = await serve({ protocol: counting(16 * KIB, 2_000, asked) as never });
    const one = await served.client({ paused: true });
    await until('the block', () => selectorOf(served.server)?.writers === 1);
    await turns(100);
    const { length } = asked;
    expect(only(served).unsent).toBeLessThanOrEqual((64 + 16) * KIB);
    await turns(200);
    expect(asked.length).toBe(length);
    const bytes = await one.resume().ended();
    expect(bytes.length).toBe(2_000 * 16 * KIB);
    for (let n = 0; n < 2_000; n += 1) expect(bytes.readUInt32BE(n * 16 * KIB)).toBe(n);
  });

  it('leaves the event loop to others', async () => {
    const served = await serve({ protocol: counting(1 * KIB) as never });
    const one = await served.client();
    await one.gets(64 * KIB);
    const two = await served.client();
    await two.gets(64 * KIB);
    await turns(5);
    one.reset();
    two.reset();
    await served.said.many('disconnected', 2);
  });

  it('that ignores flow.ready is not asked', async () => {
    const served = await serve();
    const client = await served.client();
    await client.send('x').gets(1);
    const seen: string[] = [];
    only(served).csa.on('flow.ready', ({ type }) => seen.push(type));
    await client.send('y').gets(2);
    await turns(10);
    expect(seen).toEqual([]);
  });
});

describe('any traffic', () => {
  it('comes back unchanged, whoever pauses when', async () => {
    type Step = { readonly do: 'send' | 'pause' | 'resume' | 'wait'; readonly size: number };
    const step: fc.Arbitrary<Step> = fc.record({
      do: fc.constantFrom(
        'send' as const,
        'send' as const,
        'pause' as const,
        'resume' as const,
        'wait' as const,
      ),
      size: fc.integer({ min: 1, max: 400_000 }),
    });
    const served = await serve({ highWaterMark: 8 * KIB });
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 25 }), async (script) => {
        const client = await served.client();
        const sent: Buffer[] = [];
        for (const { do: deed, size } of script) {
          if (deed === 'send') {
            const data = randomBytes(size);
            sent.push(data);
            client.send(data);
          } else if (deed === 'wait') await turns(size % 5);
          else client[deed]();
        }
        client.resume().end();
        expect(same(await client.ended(), Buffer.concat(sent))).toBe(true);
        client.socket.destroy();
      }),
      { numRuns: 25 },
    );
    await until('no interest', () => selectorOf(served.server)?.readers === 0);
    expect(selectorOf(served.server)).toEqual({ readers: 0, writers: 0, servers: 1 });
  });
});
