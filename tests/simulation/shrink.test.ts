import type { Oracle } from '../../simulation/oracles/violation';
import { generatePlan } from '../../simulation/plan/generate';
import type { Plan } from '../../simulation/plan/plan';
import { simulatedProtocols } from '../../simulation/protocols';
import { runPlan } from '../../simulation/run/runPlan';
import { shrink } from '../../simulation/shrink';

/** A promise that the protocol does not keep, so that the oracles have something to find. */
function promiseTooMuch(): () => void {
  const { echo } = simulatedProtocols as Record<string, { total?: unknown }>;
  const { total } = echo as { total?: unknown };
  if (echo !== undefined) echo.total = ({ received }: { received: number }) => received + 1;
  return () => {
    if (echo !== undefined) echo.total = total;
  };
}

const aPlan = (): Plan => {
  for (let seed = 1; ; seed += 1) {
    const plan = generatePlan(seed);
    const { kind, protocol } = plan.server;
    if (kind === 'serverCore' && protocol === 'echo' && plan.steps.length > 20) return plan;
  }
};

describe('shrinking', () => {
  jest.setTimeout(60_000);
  let keepPromises: () => void;

  beforeEach(() => {
    keepPromises = promiseTooMuch();
  });

  afterEach(() => keepPromises());

  it('leaves the few steps that it takes to fail the same oracle', () => {
    const plan = aPlan();
    const [violation] = runPlan(plan).violations;
    const small = shrink(plan, violation?.oracle as Oracle);
    expect(violation?.oracle).toBe('complete');
    expect(runPlan(small).violations[0]?.oracle).toBe('complete');
    expect(small.steps.length).toBeLessThanOrEqual(2);
    expect(small.network.faults).toEqual({});
    expect(small.server.options).toEqual({});
  });
});
