import { assign, createActor } from 'xstate';
import { acquire, askPool, clientPool, type Lease } from '../../../actors/client/clientPool';
import { listConnections } from '../../../actors/server/listConnections';
import type { PoolInput } from '../../../machines/client/pool/clientPool';
import type { PoolMessage } from '../../../machines/client/pool/poolMessages';
import { lines } from '../../../machines/framing';
import type { Protocol } from '../../../machines/handler/protocol';
import { answer } from '../../../machines/handler/questions';
import { outbox } from '../../../machines/handler/say';
import { setupProtocol } from '../../../machines/handler/setupProtocol';
import { afterwards, leaveNothingBehind } from '../../support/afterwards';
import { Heard } from '../../support/heard';
import { serve } from '../../support/serve';
import { until } from '../../support/until';
import { PORT, World } from './support';

leaveNothingBehind();

/** Asks one word at a time, of a server that says it back. */
const asker = setupProtocol({
  codec: lines(),
  types: {
    context: {} as { readonly open: number },
    events: {} as { readonly type: 'say'; readonly word: string; readonly question: number },
  },
}).createMachine({
  context: { open: 0 },
  initial: 'connected',
  states: {
    connected: {
      on: {
        say: {
          actions: [
            assign({ open: ({ event }) => event.question }),
            outbox(({ event }) => event.word),
          ],
        },
        inbox: {
          actions: answer(({ context, event }) => ({ question: context.open, value: event.data })),
        },
        'control.*': 'shutdown',
      },
    },
    shutdown: { type: 'final' },
  },
}) as unknown as Protocol;

function poolIn(world: World, input: Partial<PoolInput> = {}) {
  const pool = createActor(clientPool, {
    input: { client: { port: PORT, protocol: asker, transport: world.network }, ...input },
    clock: world.network.clock,
  });
  const said = new Heard<PoolMessage>(pool);
  afterwards(() => void pool.stop());
  pool.start();
  return { pool, said };
}

/** What came of promises, once the turn is over. */
async function settled<T>(promise: Promise<T>): Promise<T | { readonly code: string }> {
  return promise.catch((error: { readonly code: string }) => error);
}

const size = (world: ReturnType<World['serve']>) => listConnections(world.server).length;

describe('a pool of clients', () => {
  it('makes a client when one is wanted, and gives the same to the next', async () => {
    const world = new World();
    const served = world.serve();
    const { pool } = poolIn(world);
    world.pass(10);
    expect(size(served)).toBe(0);
    const first = acquire(pool);
    world.pass(10);
    const lease = await first;
    expect(size(served)).toBe(1);
    lease.release();
    expect((await acquire(pool)).client).toBe(lease.client);
  });

  it('has as many as max, and those who come then wait in their order', async () => {
    const world = new World();
    const served = world.serve();
    const { pool } = poolIn(world, { max: 2 });
    const all = ['a', 'b', 'c', 'd'].map(() => acquire(pool));
    world.pass(10);
    const [a, b] = (await Promise.all(all.slice(0, 2))) as [Lease, Lease];
    expect(a.client).not.toBe(b.client);
    expect(size(served)).toBe(2);
    b.release();
    b.release();
    const c = (await all[2]) as Lease;
    expect(c.client).toBe(b.client);
    a.release();
    expect(((await all[3]) as Lease).client).toBe(a.client);
  });

  it('bounds how many wait, and how long', async () => {
    const world = new World();
    world.serve();
    const { pool } = poolIn(world, { max: 1, maxWaiting: 1 });
    const first = acquire(pool);
    world.pass(10);
    await first;
    const second = settled(acquire(pool, { timeout: 100 }));
    const third = settled(acquire(pool));
    world.pass(200);
    expect(await third).toMatchObject({
      code: 'XN_POOL_BUSY',
      message: expect.stringContaining('maxWaiting'),
    });
    expect(await second).toMatchObject({
      code: 'XN_POOL_BUSY',
      message: expect.stringContaining('100 ms'),
    });
  });

  it('keeps min connected, and closes those above it that idle', async () => {
    const world = new World();
    const served = world.serve();
    const { pool } = poolIn(world, { min: 1, idleAfter: 1_000 });
    world.pass(10);
    expect(size(served)).toBe(1);
    const all = [0, 1, 2].map(() => acquire(pool));
    world.pass(10);
    for (const lease of await Promise.all(all)) lease.release();
    expect(size(served)).toBe(3);
    world.pass(5_000);
    expect(size(served)).toBe(1);
  });

  it('tells of a lease that is lost, and has its client connect again before it is free', async () => {
    const world = new World();
    const served = world.serve();
    const { pool, said } = poolIn(world, { max: 1 });
    const first = acquire(pool);
    world.pass(10);
    const lease = await first;
    for (const { csa } of listConnections(served.server))
      csa.send({ type: 'control.shutdownMicroprocess' });
    world.pass(10);
    expect(said.of('lost')).toMatchObject([{ howDied: 'reset' }]);
    const next = acquire(pool);
    world.pass(1_000);
    expect((await next).connection.id).toBe(2);
    lease.release();
    const waits = settled(acquire(pool, { timeout: 50 }));
    world.pass(100);
    expect(await waits).toMatchObject({ code: 'XN_POOL_BUSY' });
  });

  it('waits for its leases when it is to end, and refuses who comes then', async () => {
    const world = new World();
    const served = world.serve();
    const { pool } = poolIn(world, { min: 2 });
    const first = acquire(pool);
    world.pass(10);
    const lease = await first;
    pool.send({ type: 'control.producerFinished' });
    world.pass(5_000);
    expect(size(served)).toBe(1);
    expect(await settled(acquire(pool))).toMatchObject({ code: 'XN_POOL_BUSY' });
    lease.release();
    world.pass(5_000);
    expect(pool.getSnapshot().status).toBe('done');
    expect(await settled(acquire(pool))).toMatchObject({ code: 'XN_POOL_BUSY' });
  });

  it('leaves nothing behind when it is stopped', () => {
    const world = new World();
    const served = world.serve();
    const { pool } = poolIn(world, { min: 3 });
    world.pass(10);
    pool.stop();
    served.server.stop();
    world.pass(200_000);
    expect(world.network.census()).toMatchObject({ sockets: 0, timers: 0 });
  });

  it.each([
    [{ min: 3, max: 2 }, 'min 3 is above max 2'],
    [{ max: 0 }, 'max is 0'],
    [{ most: 1 }, 'no option most'],
    [{ client: undefined }, 'client is undefined'],
    [{ client: { port: -1 }, min: 1 }, 'port is -1'],
  ])('ends with what is wrong with %j', (input, words) => {
    const { pool } = poolIn(new World(), input as never);
    expect(pool.getSnapshot().output?.error?.message).toContain(words);
  });
});

it('a pool on real sockets puts each question to a free client', async () => {
  const { address, said } = await serve();
  if (address.family === 'unix') throw new Error('a port was asked for');
  const { host, port } = address;
  const pool = createActor(clientPool, {
    input: { client: { host, port, protocol: asker }, max: 3 },
  });
  afterwards(() => void pool.stop());
  pool.start();
  const words = Array.from({ length: 20 }, (_, index) => `w${index}`);
  const answers = await Promise.all(words.map((word) => askPool(pool, { type: 'say', word })));
  expect(answers).toEqual(words);
  expect(said.count('connected')).toBe(3);
  pool.send({ type: 'control.producerFinished' });
  await until('its end', () => pool.getSnapshot().status === 'done');
});
