import * as fc from 'fast-check';
import type { NetworkUnderTest } from '../../testing/compliance/networkUnderTest';
import type { Expected } from '../../testing/compliance/scenario';
import { Stage } from '../../testing/compliance/stage';
import { leaveNothingBehind } from '../support/afterwards';
import { NETWORKS, withTheTest } from './networks';

leaveNothingBehind();

/** How many lives, and from which seed; more of them look for more than a test has time for. */
const LIVES = Number(process.env.LIVES ?? 150);
const SEED = Number(process.env.LIVES_SEED ?? 1);
const MILLISECONDS_EACH = 100;

const ACTS = ['write', 'end', 'destroy', 'reset', 'pause', 'resume'] as const;

/** Something that one side does, at once or when all that is under way has arrived. */
interface Step {
  readonly side: 'client' | 'server';
  readonly act: (typeof ACTS)[number];
  readonly bytes: number;
  readonly waits: boolean;
}

const steps = fc.array(
  fc.record<Step>({
    side: fc.constantFrom('client', 'server'),
    act: fc.constantFrom(...ACTS, 'write', 'resume'),
    bytes: fc.integer({ min: 1, max: 20_000 }),
    waits: fc.boolean(),
  }),
  { maxLength: 9 },
);

/** What the two sides can be made to do, under the same names. */
function hands({ client, socket }: Stage) {
  return {
    client: {
      write: (bytes: number) => client.send(Buffer.alloc(bytes)),
      end: () => client.end(),
      destroy: () => client.destroy(),
      reset: () => client.reset(),
      pause: () => client.pause(),
      resume: () => client.resume(),
    },
    server: {
      write: (bytes: number) => socket.write(Buffer.alloc(bytes)),
      end: () => socket.end(),
      destroy: () => socket.destroy(),
      reset: () => socket.resetAndDestroy?.(),
      pause: () => socket.pause(),
      resume: () => socket.resume(),
    },
  };
}

async function live(network: NetworkUnderTest, life: readonly Step[]): Promise<Expected> {
  const stage = await Stage.set(network);
  const sides = hands(stage);
  const ending = { client: false, server: false };
  for (const [index, { side, act, bytes, waits }] of life.entries()) {
    if (waits) {
      await stage.next(`${index}: ${side} ${act}`, () => {});
      ending.client = false;
      ending.server = false;
    }
    // A reset while a FIN is on its way makes Node lose an open descriptor; see the scenarios.
    if (act === 'reset' && (ending[side] || network.isUnix)) continue;
    if (act === 'end') ending[side] = true;
    sides[side][act](bytes);
  }
  await network.quiet();
  const { client, server } = stage;
  const seen = { server: [...server.trace.entries], client: [...client.trace.entries] };
  stage.socket.destroy();
  client.destroy();
  stage.listener.listening.close();
  await network.quiet();
  return seen;
}

describe('any life of a connection', () => {
  it.each([
    ['simulated loopback', 'real TCP'],
    ['simulated unix sockets', 'real unix sockets'],
  ] as const)(
    'looks the same on %s and on %s',
    async (simulated, real) => {
      await fc.assert(
        fc.asyncProperty(steps, async (life) => {
          const expected = await live(withTheTest(NETWORKS[real]), life);
          expect(await live(NETWORKS[simulated](), life)).toEqual(expected);
        }),
        { seed: SEED, numRuns: LIVES },
      );
    },
    LIVES * MILLISECONDS_EACH,
  );
});
