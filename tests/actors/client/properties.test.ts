import fc from 'fast-check';
import { lines } from '../../../machines/framing';
import type { Protocol } from '../../../machines/handler/protocol';
import { outbox, reply } from '../../../machines/handler/say';
import { setupProtocol } from '../../../machines/handler/setupProtocol';
import { type Connecting, World } from './support';

type Step =
  | { readonly do: 'pass'; readonly milliseconds: number }
  | { readonly do: 'say'; readonly count: number }
  | { readonly do: 'serve' }
  | {
      readonly do: 'down';
      readonly how: 'control.serverShutdown' | 'control.shutdownMicroprocess';
    };

const step: fc.Arbitrary<Step> = fc.oneof(
  fc.record({ do: fc.constant('pass' as const), milliseconds: fc.integer({ min: 0, max: 3_000 }) }),
  fc.record({ do: fc.constant('say' as const), count: fc.integer({ min: 1, max: 30 }) }),
  fc.constant({ do: 'serve' as const }),
  fc.record({
    do: fc.constant('down' as const),
    how: fc.constantFrom(
      'control.serverShutdown' as const,
      'control.shutdownMicroprocess' as const,
    ),
  }),
);

const chance = (max: number) => fc.double({ min: 0, max, noNaN: true });

const faults = fc.record({
  split: fc.boolean(),
  jitter: fc.integer({ min: 0, max: 20 }),
  clog: chance(0.02),
  reset: chance(0.05),
  vanish: chance(0.02),
  refuse: chance(0.3),
  hang: chance(0.2),
  outOfDescriptors: chance(0.1),
  acceptAborted: chance(0.1),
});

/** What became of each number that was said. */
class Account {
  readonly told = new Map<number, number>();
  readonly received: number[] = [];

  /** A client's handler, that says what it is told, and notes on which connection. */
  get sayer(): Protocol {
    const { told } = this;
    return setupProtocol({
      codec: lines(),
      types: {
        input: {} as { readonly id: number } as never,
        context: {} as { readonly id: number },
        events: {} as { readonly type: 'number'; readonly number: number },
      },
    }).createMachine({
      context: ({ input }) => ({ id: (input as { readonly id: number }).id }),
      initial: 'connected',
      states: {
        connected: {
          on: {
            number: {
              actions: [
                ({ context, event }) => void told.set(event.number, context.id),
                outbox(({ event }) => `${event.number}`),
              ],
            },
            'control.*': 'shutdown',
          },
        },
        shutdown: { type: 'final' },
      },
    }) as unknown as Protocol;
  }

  /** A server's handler, that notes what it hears. */
  get listener(): Protocol {
    const { received } = this;
    return setupProtocol({ codec: lines() }).createMachine({
      initial: 'connected',
      states: {
        connected: {
          on: {
            inbox: {
              actions: [({ event }) => void received.push(Number(event.data)), reply('heard')],
            },
            'control.*': 'shutdown',
          },
        },
        shutdown: { type: 'final' },
      },
    }) as unknown as Protocol;
  }
}

/** Plays what happens, then has the network behave and a server be there. */
function play(seed: number, steps: readonly Step[], bad: object) {
  const world = new World({ seed, faults: bad });
  const account = new Account();
  const made: Connecting = world.client({
    protocol: account.sayer,
    idleTimeout: 2_000,
    connectTimeout: 1_000,
    backOffCap: 2_000,
    heldMessages: 40,
  });
  let server: ReturnType<World['serve']>['server'] | undefined;
  let said = 0;
  for (const one of steps) {
    if (one.do === 'pass') world.pass(one.milliseconds);
    else if (one.do === 'serve') {
      if (server?.getSnapshot().status !== 'active') {
        server = world.serve({ protocol: account.listener }).server;
      }
    } else if (one.do === 'down') server?.send({ type: one.how });
    else {
      for (let i = 0; i < one.count; i += 1) {
        made.client.send({ type: 'say', event: { type: 'number', number: said } as never });
        said += 1;
      }
    }
  }
  world.network.setFaults();
  server?.send({ type: 'control.shutdownMicroprocess' });
  world.pass(20_000);
  const last = world.serve({ protocol: account.listener }).server;
  return { world, account, made, said, last };
}

describe('whatever the network does, a client', () => {
  it('is connected in the end, has lost nothing without a word, and leaves nothing', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 1_000_000 }),
        fc.array(step, { minLength: 1, maxLength: 25 }),
        faults,
        (seed, steps, bad) => {
          const { world, account, made, said, last } = play(seed, steps, bad);
          const { client, said: heard } = made;
          for (let i = 0; i < 100 && client.getSnapshot().value !== 'connected'; i += 1) {
            world.pass(100);
          }
          expect(client.getSnapshot().value).toBe('connected');
          world.pass(50);

          const closed = new Set(heard.of('closed').map(({ connection }) => connection.id));
          const returned = new Set(
            heard.of('undelivered').map(({ said: event }) => (event as { number: number }).number),
          );
          const arrived = new Set(account.received);
          // Nothing twice, nothing out of order.
          expect(account.received).toEqual([...arrived].sort((a, b) => a - b));
          for (let number = 0; number < said; number += 1) {
            const id = account.told.get(number);
            // Given back or told to a handler, and not both.
            expect([number, returned.has(number)]).toEqual([number, id === undefined]);
            // What did not arrive was on a connection of whose end the app has heard.
            if (!arrived.has(number) && id !== undefined) expect(closed).toContain(id);
          }
          expect(heard.count('connected') - heard.count('closed')).toBe(1);

          client.send({ type: 'control.producerFinished' });
          world.pass(20_000);
          expect(client.getSnapshot().status).toBe('done');
          expect(heard.count('connected')).toBe(heard.count('closed'));
          last.stop();
          world.pass(5_000);
          expect(world.network.census()).toEqual({ sockets: 0, listening: 0, timers: 0 });
        },
      ),
      { numRuns: 150 },
    );
  });

  it('leaves nothing when it is stopped at any moment', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 1_000_000 }),
        fc.array(step, { minLength: 1, maxLength: 15 }),
        faults,
        fc.integer({ min: 0, max: 4_000 }),
        (seed, steps, bad, moment) => {
          const { world, made, last } = play(seed, steps, bad);
          world.pass(moment);
          made.client.stop();
          last.stop();
          world.pass(5_000);
          expect(world.network.census()).toEqual({ sockets: 0, listening: 0, timers: 0 });
        },
      ),
      { numRuns: 100 },
    );
  });
});
