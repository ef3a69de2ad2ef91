import fc from 'fast-check';
import { createActor } from 'xstate';
import { serverCore } from '../../../actors/server/serverCore';
import { simulatedNetwork } from '../../../actors/transport/simulated/simulatedNetwork';
import { type AnyCodec, fixed, lengthPrefixed, lines, ndjson } from '../../../machines/framing';
import type { Protocol } from '../../../machines/handler/protocol';
import { outbox, pauseInbox, resumeInbox } from '../../../machines/handler/say';
import { setupProtocol } from '../../../machines/handler/setupProtocol';
import { leaveNothingBehind } from '../../support/afterwards';
import { serve } from '../../support/serve';
import { turns, until } from '../../support/until';

leaveNothingBehind();

const PORT = 7;
const utf8 = new TextEncoder();

/** JSON has one zero only. */
const asJsonHasIt = (value: unknown): unknown => JSON.parse(JSON.stringify(value));

const CODECS: Readonly<Record<string, { codec: AnyCodec; message: fc.Arbitrary<unknown> }>> = {
  lines: {
    codec: lines({ maxLength: 50 }),
    message: fc.string({ unit: 'grapheme-ascii', maxLength: 9 }),
  },
  ndjson: { codec: ndjson(), message: fc.jsonValue({ maxDepth: 1 }).map(asJsonHasIt) },
  lengthPrefixed: { codec: lengthPrefixed(2), message: fc.uint8Array({ maxLength: 9 }) },
  fixed: { codec: fixed(3), message: fc.uint8Array({ minLength: 3, maxLength: 3 }) },
};

/** Sends back what it hears, and rests behind the messages of these numbers. */
function resting(codec: AnyCodec, heard: unknown[], rests: readonly number[]): Protocol {
  const protocol = setupProtocol({ codec: codec as never });
  return protocol.createMachine({
    initial: 'flowing',
    on: { 'control.producerFinished': '.shutdown' },
    states: {
      flowing: {
        on: {
          inbox: [
            {
              guard: () => rests.includes(heard.length),
              target: 'resting',
              actions: [
                ({ event }: never) => heard.push((event as { data: unknown }).data),
                outbox((({ event }: { event: { data: unknown } }) => event.data) as never),
                pauseInbox(),
              ],
            },
            {
              actions: [
                ({ event }: never) => heard.push((event as { data: unknown }).data),
                outbox((({ event }: { event: { data: unknown } }) => event.data) as never),
              ],
            },
          ],
        },
      },
      resting: { after: { 5: { target: 'flowing', actions: resumeInbox() } } },
      shutdown: { type: 'final' },
    },
  } as never) as unknown as Protocol;
}

describe('whatever is cut where, and whenever a handler rests', () => {
  it.each(Object.entries(CODECS))(
    '%s arrives whole and in order, and is answered',
    (_, { codec, message }) => {
      fc.assert(
        fc.property(
          fc.array(message, { maxLength: 12 }),
          fc.uniqueArray(fc.nat(12), { maxLength: 4 }),
          fc.array(fc.nat(60), { maxLength: 6 }),
          fc.boolean(),
          fc.integer(),
          (messages, rests, cuts, everywhere, seed) => {
            const network = simulatedNetwork({ seed });
            const heard: unknown[] = [];
            const server = createActor(serverCore, {
              input: { port: PORT, transport: network, protocol: resting(codec, heard, rests) },
              clock: network.clock,
            });
            server.start();
            network.settle();
            const client = network.connect({ port: PORT });
            const stream = Buffer.concat(
              messages.map((each) => (codec as { encode(m: unknown): Uint8Array }).encode(each)),
            );
            const places = everywhere ? stream.map((__, i) => i) : cuts;
            let from = 0;
            for (const place of [...new Set([...places, stream.length])].sort((a, b) => a - b)) {
              if (place > stream.length) break;
              client.send(stream.subarray(from, place));
              network.advance(place % 3);
              from = place;
            }
            client.end();
            network.advance(1_000);
            expect(heard).toEqual(messages);
            expect(Buffer.from(client.received).equals(stream)).toBe(true);
            expect(client.ended).toBe(true);
            server.stop();
            network.advance(5_000);
            expect(network.census()).toEqual({ sockets: 0, listening: 0, timers: 0 });
          },
        ),
        { numRuns: 60 },
      );
    },
  );
});

describe('a peer that sends much and reads nothing', () => {
  it('is not heard while it takes nothing, however many messages one read brought', async () => {
    let heard = 0;
    const block = 'x'.repeat(20_000);
    const protocol = setupProtocol({ codec: lines() }).createMachine({
      initial: 'connected',
      states: {
        connected: {
          on: {
            inbox: {
              actions: [
                () => {
                  heard += 1;
                },
                outbox(block),
              ],
            },
            'control.*': 'shutdown',
          },
        },
        shutdown: { type: 'final' },
      },
    });
    const { client, server } = await serve({ protocol });
    const reader = await client({ paused: true });
    const count = 5_000;
    reader.send('\n'.repeat(count));
    await until('the first answers', () => heard > 10);
    await turns(200);
    // 100 MB are not said to one who takes a few of them.
    expect(heard).toBeLessThan(count / 2);
    reader.resume();
    await reader.gets(count * (block.length + 1));
    expect(heard).toBe(count);
    server.send({ type: 'control.serverShutdown' });
  });
});

describe('an outbox with a codec', () => {
  it('says many small answers in few writes', async () => {
    const protocol = setupProtocol({ codec: lines() }).createMachine({
      initial: 'connected',
      states: {
        connected: {
          on: { inbox: { actions: outbox(({ event }) => event.data) }, 'control.*': 'shutdown' },
        },
        shutdown: { type: 'final' },
      },
    });
    const network = simulatedNetwork();
    let writes = 0;
    const server = createActor(serverCore, {
      input: { port: PORT, transport: network, protocol },
      clock: network.clock,
    });
    server.start();
    network.settle();
    const client = network.connect({ port: PORT });
    network.watch((carried) => {
      if (carried.kind === 'data' && carried.to === 'client') writes += 1;
    });
    client.send(utf8.encode('a\n'.repeat(1_000)));
    network.advance(100);
    expect(Buffer.from(client.received).toString()).toBe('a\n'.repeat(1_000));
    expect(writes).toBeLessThan(5);
    server.stop();
    network.advance(1);
  });
});
