import fc from 'fast-check';
import { type ActorRefFrom, createActor, fromPromise, SimulatedClock } from 'xstate';
import { XstateNetError } from '../../../machines/kit/errors';
import { type RestartingMessage, restarting } from '../../../machines/server/restarting';
import { resolveRestartPolicy, restartAfter } from '../../../machines/server/restartPolicy';

describe('when to start again', () => {
  it('is never beyond what a policy allows, and each time later', () => {
    const anyPolicy = fc.record({
      most: fc.nat(20),
      within: fc.integer({ min: 1, max: 1_000 }),
      backOff: fc.record({ first: fc.nat(1_000), most: fc.nat(100_000) }),
    });
    fc.assert(
      fc.property(anyPolicy, fc.integer({ min: 1, max: 30 }), (policy, failures) => {
        const wait = restartAfter(resolveRestartPolicy(policy), failures);
        expect(wait === undefined).toBe(failures > policy.most);
        if (wait === undefined) return;
        expect(wait).toBeLessThanOrEqual(policy.backOff.most);
        const before = restartAfter(resolveRestartPolicy(policy), Math.max(1, failures - 1)) ?? 0;
        expect(wait).toBeGreaterThanOrEqual(before);
      }),
    );
  });

  it('doubles from 100 milliseconds to ten seconds, five times, by default', () => {
    const waits = [1, 2, 3, 4, 5, 6].map((n) => restartAfter(resolveRestartPolicy({}), n));
    expect(waits).toEqual([100, 200, 400, 800, 1_600, undefined]);
    expect(restartAfter(resolveRestartPolicy({ most: 100 }), 100)).toBe(10_000);
  });

  it.each([
    { most: -1 },
    { within: 0 },
    { backOff: { first: 0.5 } },
    { backOff: { most: '7' as never } },
  ])('refuses the policy %j', (policy) => {
    expect(() =>
      restarting(
        fromPromise(async () => ({})),
        policy,
      ),
    ).toThrow(expect.objectContaining({ code: 'XN_BAD_OPTION' }));
  });
});

/** A server that ends when it is told to, as often as it is started. */
function endable() {
  const ends: ((output: object) => void)[] = [];
  const logic = fromPromise<object, { readonly owner?: never }>(
    () => new Promise((resolve) => ends.push(resolve)),
  );
  return {
    logic,
    started: () => ends.length,
    end: async (output: object) => {
      ends.at(-1)?.(output);
      // Of the promise, and of XState's that waits for it.
      for (let i = 0; i < 4; i += 1) await Promise.resolve();
    },
  };
}

const failure = { error: new XstateNetError('XN_PORT_IN_USE', 'taken') };

function run(policy: Parameters<typeof restarting>[1]) {
  const server = endable();
  const clock = new SimulatedClock();
  const logic = restarting(server.logic, policy);
  const actor = createActor(logic, { clock, input: {} });
  const said: RestartingMessage[] = [];
  actor.on('restarting', (message) => said.push(message));
  actor.start();
  return { ...server, clock, actor: actor as ActorRefFrom<typeof logic>, said };
}

describe('a server that is started again', () => {
  it('waits longer each time, until it has failed too often', async () => {
    const { end, clock, started, actor, said } = run({ most: 2, backOff: { first: 10 } });
    await end(failure);
    expect(said).toEqual([{ type: 'restarting', error: failure.error, failures: 1, wait: 10 }]);
    clock.increment(9);
    expect(started()).toBe(1);
    clock.increment(1);
    expect(started()).toBe(2);
    await end(failure);
    clock.increment(20);
    expect(started()).toBe(3);
    await end(failure);
    expect(actor.getSnapshot()).toMatchObject({ status: 'done', output: failure });
    expect(said).toHaveLength(2);
  });

  it('forgets a failure after a while', async () => {
    const { end, clock, started, said } = run({ most: 1, within: 1_000, backOff: { first: 10 } });
    for (const restarts of [1, 2, 3]) {
      await end(failure);
      clock.increment(10);
      expect(started()).toBe(restarts + 1);
      clock.increment(990);
    }
    expect(said.map(({ failures }) => failures)).toEqual([1, 1, 1]);
  });

  it('has ended when it ends without an error', async () => {
    const { end, clock, started, actor } = run({});
    await end({});
    expect(actor.getSnapshot()).toMatchObject({ status: 'done', output: {} });
    clock.increment(100_000);
    expect(started()).toBe(1);
  });

  it('is not started again for an option that cannot be', async () => {
    const { end, actor, said } = run({});
    const error = new XstateNetError('XN_BAD_OPTION', 'no');
    await end({ error });
    expect(actor.getSnapshot()).toMatchObject({ status: 'done', output: { error } });
    expect(said).toEqual([]);
  });

  it.each(['control.serverShutdown', 'control.shutdownMicroprocess'])(
    'ends at once on %s while it waits',
    async (type) => {
      const { end, clock, started, actor } = run({});
      await end(failure);
      actor.send({ type } as never);
      expect(actor.getSnapshot()).toMatchObject({ status: 'done', output: {} });
      clock.increment(100_000);
      expect(started()).toBe(1);
    },
  );
});
