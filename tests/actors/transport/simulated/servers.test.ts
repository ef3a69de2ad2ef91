import * as fc from 'fast-check';
import { createActor } from 'xstate';
import { openSockets } from '../../../../actors/connection/descriptors';
import { serverCore } from '../../../../actors/server/serverCore';
import type { NetworkFaults, SimulatedClient } from '../../../../actors/transport/simulated/api';
import { simulatedNetwork } from '../../../../actors/transport/simulated/simulatedNetwork';
import type { ConnectionEnd } from '../../../../machines/connection/csaMessages';
import { HOW_DIED } from '../../../../machines/connection/howDied';
import type { Protocol } from '../../../../machines/handler/protocol';
import type { ServerCommand } from '../../../../machines/listener/serverCommand';
import type { ServerOptions } from '../../../../machines/options/serverOptions';
import { chargen } from '../../../../machines/protocols/chargen';
import { echo } from '../../../../machines/protocols/echo';
import { obedient, stubborn } from '../../../support/protocols';
import { PORT, pattern } from './peers';

const PROTOCOLS = { echo, obedient, stubborn, chargen } as unknown as Record<string, Protocol>;

/** What the obedient protocol obeys, and bytes for all. */
const WORDS = ['FINISH', 'ABORT', 'END', 'PAUSE', 'FAIL', 'hello'];

const ACTS = ['send', 'say', 'end', 'reset', 'destroy', 'pause', 'resume', 'vanish'] as const;

const chance = (value: number) => fc.constantFrom(0, 0, value);

const FAULTS = fc.record<NetworkFaults>({
  split: fc.boolean(),
  jitter: fc.constantFrom(0, 5, 40),
  clog: chance(0.1),
  reset: chance(0.05),
  vanish: chance(0.05),
  refuse: chance(0.1),
  hang: chance(0.1),
  acceptAborted: chance(0.1),
  outOfDescriptors: chance(0.1),
  clockJump: fc.record({ chance: chance(0.2), milliseconds: fc.constantFrom(10, 5_000) }),
});

const OPTIONS = fc.record<ServerOptions>({
  highWaterMark: fc.constantFrom(1_000, 65_536),
  outboxLimit: fc.constantFrom(70_000, 16 * 1024 * 1024),
  idleTimeout: fc.constantFrom(0, 100),
  lingerTimeout: fc.constantFrom(50, 2_000),
  shutdownTimeout: fc.constantFrom(100, 10_000),
  maxConnections: fc.constantFrom(2, 100),
  halfOpen: fc.boolean(),
});

const STEP = fc.oneof(
  {
    weight: 8,
    arbitrary: fc.record({
      kind: fc.constant('client' as const),
      which: fc.nat(3),
      act: fc.constantFrom(...ACTS, 'send', 'send'),
      bytes: fc.constantFrom(1, 100, 5_000, 100_000),
      word: fc.constantFrom(...WORDS),
      wait: fc.constantFrom(0, 0, 1, 2, 30, 500),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant('server' as const),
      event: fc.constantFrom<ServerCommand>(
        { type: 'control.suspend', mode: 'close' },
        { type: 'control.suspend', mode: 'refuse' },
        { type: 'control.resume' },
      ),
      wait: fc.constantFrom(0, 1, 30),
    }),
  },
);

const LIFE = fc.record({
  seed: fc.integer(),
  protocol: fc.constantFrom(...Object.keys(PROTOCOLS)),
  options: OPTIONS,
  faults: FAULTS,
  latency: fc.constantFrom(0, 1, 10),
  steps: fc.array(STEP, { maxLength: 25 }),
  ending: fc.constantFrom('control.serverShutdown', 'control.shutdownMicroprocess', 'stop'),
});

type Life = typeof LIFE extends fc.Arbitrary<infer TLife> ? TLife : never;
type ClientStep = Extract<Life['steps'][number], { kind: 'client' }>;

function act(
  client: SimulatedClient,
  sent: Buffer[],
  { act: what, bytes, word }: ClientStep,
): void {
  if (what !== 'send' && what !== 'say') {
    client[what]();
    return;
  }
  const data = what === 'send' ? pattern(bytes, sent.length) : Buffer.from(word);
  sent.push(data);
  client.send(data);
}

describe('whatever clients, faults and owners do to a server', () => {
  it('each connection ends once, in a known way, and nothing is left of it', () => {
    fc.assert(
      fc.property(LIFE, ({ seed, protocol, options, faults, latency, steps, ending }) => {
        const openBefore = openSockets();
        const network = simulatedNetwork({ seed, latency, rate: 500 });
        const server = createActor(serverCore, {
          input: {
            ...options,
            port: PORT,
            protocol: PROTOCOLS[protocol] as Protocol,
            transport: network,
          },
          clock: network.clock,
        });
        const connected: number[] = [];
        const ends: ConnectionEnd[] = [];
        server.on('connected', ({ connection }) => connected.push(connection.id));
        server.on('disconnected', (end) => ends.push(end));
        server.start();
        network.settle();
        network.setFaults(faults);

        const clients = Array.from({ length: 4 }, () => network.connect({ port: PORT }));
        const sent: Buffer[][] = clients.map(() => []);
        for (const step of steps) {
          if (step.kind === 'server') server.send(step.event);
          else {
            act(clients[step.which] as SimulatedClient, sent[step.which] as Buffer[], step);
          }
          network.advance(step.wait);
        }

        for (const [index, client] of clients.entries()) {
          if (protocol === 'chargen' || protocol === 'obedient') continue;
          const whole = Buffer.concat(sent[index] as Buffer[]);
          const { received } = client;
          expect(whole.subarray(0, received.length).equals(Buffer.from(received))).toBe(true);
        }

        // Liveness: once the faults have stopped, everything comes to its end.
        network.setFaults();
        if (ending === 'stop') server.stop();
        else {
          server.send({ type: ending } as ServerCommand);
          network.advance(60_000);
          expect(server.getSnapshot().status).toBe('done');
          expect(ends.map(({ connection }) => connection.id).sort()).toEqual(connected.sort());
        }
        network.advance(60_000);
        for (const { howDied } of ends) expect(HOW_DIED).toContain(howDied);
        expect(network.census()).toEqual({ sockets: 0, listening: 0, timers: 0 });
        expect(openSockets()).toBe(openBefore);
      }),
      { numRuns: Number(process.env.LIVES ?? 100) },
    );
  });
});
