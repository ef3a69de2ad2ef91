import fc from 'fast-check';
import { echo } from '../../../machines/protocols/echo';
import { comparable, type Script } from '../../../testing';
import { conversation } from '../support/conversation';
import { counting } from '../support/protocols';
import { run } from '../support/run';

const server: fc.Arbitrary<NonNullable<Script['server']>> = fc.record(
  {
    idleTimeout: fc.constantFrom(0, 700, 5_000),
    halfOpen: fc.boolean(),
    maxConnections: fc.constantFrom(1, 2, 10),
    lingerTimeout: fc.constantFrom(100, 2_000),
  },
  { requiredKeys: [] },
);

describe('any conversation', () => {
  it.each([
    ['an echo', echo],
    ['a protocol with timers', counting],
  ])('with %s has equal results on both networks', async (_, protocol) => {
    await fc.assert(
      fc.asyncProperty(conversation, server, async (steps, options) => {
        const script = { server: options };
        const simulated = await run(steps, { protocol }, script);
        const real = await run(steps, { protocol, network: 'tcp' }, script);
        expect(comparable(real)).toEqual(comparable(simulated));
      }),
      { numRuns: 60 },
    );
  });

  it('of one client that waits for answers leaves the same trace on both, word for word', async () => {
    const alone = conversation.map((steps) =>
      steps
        .filter((step) => !('client' in step) || step.client === 'alice')
        .map((step) => ('rest' in step ? { ...step, rest: true } : step)),
    );
    await fc.assert(
      fc.asyncProperty(alone, server, async (steps, options) => {
        const simulated = await run(steps, {}, { server: options });
        const real = await run(steps, { network: 'tcp' }, { server: options });
        expect(real.trace.text()).toBe(simulated.trace.text());
      }),
      { numRuns: 60 },
    );
  });
});
