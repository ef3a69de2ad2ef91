import type { Oracle } from './oracles/violation';
import type { Plan, Step } from './plan/plan';
import { runPlan } from './run/runPlan';
import type { RunOptions } from './run/startServer';

/** Runs that shrinking may take: a smaller plan is worth a moment, not an hour. */
const MOST_RUNS = 600;

/** Whether the plan still fails the same oracle. */
type StillFails = (plan: Plan) => boolean;

/**
 * A smaller plan that fails the same oracle: with fewer steps, fewer faults, plainer options, and
 * fewer bytes.
 */
export function shrink(plan: Plan, oracle: Oracle, options: RunOptions = {}): Plan {
  let runs = 0;
  const stillFails: StillFails = (candidate) => {
    if (runs >= MOST_RUNS) return false;
    runs += 1;
    return runPlan(candidate, options).violations[0]?.oracle === oracle;
  };
  let smaller = plan;
  for (;;) {
    const before = JSON.stringify(smaller);
    smaller = withFewerSteps(smaller, stillFails);
    smaller = withoutKeys(smaller, stillFails);
    smaller = withFewerBytes(smaller, stillFails);
    if (runs >= MOST_RUNS || JSON.stringify(smaller) === before) return smaller;
  }
}

/** Takes out clients, then ever smaller pieces of the list. */
function withFewerSteps(plan: Plan, stillFails: StillFails): Plan {
  let current = plan;
  const clients = new Set(plan.steps.flatMap((step) => ('client' in step ? [step.client] : [])));
  for (const client of clients) {
    const rest = current.steps.filter((step) => !('client' in step) || step.client !== client);
    if (stillFails({ ...current, steps: rest })) current = { ...current, steps: rest };
  }
  for (let size = Math.ceil(current.steps.length / 2); size >= 1; size = Math.floor(size / 2)) {
    for (let at = 0; at < current.steps.length; ) {
      const steps = current.steps.toSpliced(at, size);
      if (stillFails({ ...current, steps })) current = { ...current, steps };
      else at += size;
    }
  }
  return current;
}

/** Takes out faults and options, one by one. */
function withoutKeys(plan: Plan, stillFails: StillFails): Plan {
  let current = plan;
  for (const key of Object.keys(plan.network.faults ?? {})) {
    const faults = without(current.network.faults ?? {}, key);
    const smaller = { ...current, network: { ...current.network, faults } };
    if (stillFails(smaller)) current = smaller;
  }
  for (const key of Object.keys(plan.server.options)) {
    const options = without(current.server.options, key);
    const smaller = { ...current, server: { ...current.server, options } };
    if (stillFails(smaller)) current = smaller;
  }
  for (const key of ['rate', 'receiveBuffer', 'sendBuffer', 'latency']) {
    const smaller = { ...current, network: without(current.network, key) };
    if (stillFails(smaller)) current = smaller;
  }
  return current;
}

/** Fewer bytes and earlier times, by halves. */
function withFewerBytes(plan: Plan, stillFails: StillFails): Plan {
  let current = plan;
  for (let index = 0; index < current.steps.length; index += 1) {
    for (;;) {
      const step = current.steps[index] as Step;
      if (!('bytes' in step) || step.bytes <= 1) break;
      const steps = current.steps.with(index, { ...step, bytes: Math.floor(step.bytes / 2) });
      if (!stillFails({ ...current, steps })) break;
      current = { ...current, steps };
    }
  }
  return current;
}

function without<T extends object>(value: T, key: string): T {
  const { [key as keyof T]: _, ...rest } = value;
  return rest as T;
}
