import { readFileSync } from 'node:fs';
import type { SimulateArguments } from './arguments';
import { saveFixture } from './fixture';
import type { Violation } from './oracles/violation';
import { generatePlan } from './plan/generate';
import type { Plan } from './plan/plan';
import { Progress } from './progress';
import { runPlan } from './run/runPlan';
import type { RunOptions } from './run/startServer';
import { shrink } from './shrink';

/** Runs between two turns of the real event loop, so that the process can be interrupted. */
const RUNS_PER_TURN = 50;

const turn = () => new Promise<void>((resolve) => setImmediate(resolve));

/** Runs plans until all are done or one fails; resolves to the exit status. */
export async function simulate(args: SimulateArguments): Promise<number> {
  const options: RunOptions = args.mode === 'inspected' ? { inspect: () => {} } : {};
  if (args.replay !== undefined) return replay(args.replay, options);
  const most = args.lifetimes ?? Number.POSITIVE_INFINITY;
  const progress = new Progress(
    (runs, lifetimes) => Math.max(runs / args.runs, lifetimes / most),
    args.quiet ? undefined : process.stderr,
  );
  let lifetimes = 0;
  for (let run = 0; run < args.runs && lifetimes < most; run += 1) {
    const seed = args.seed + run;
    const plan = generatePlan(seed);
    const outcome = runPlan(plan, options);
    lifetimes += outcome.lifetimes;
    progress.add(outcome.lifetimes);
    if (args.verbose) {
      const { kind, protocol } = plan.server;
      console.log(`${seed} ${kind} ${protocol} ${outcome.lifetimes} ${outcome.traceHash}`);
    }
    const [violation] = outcome.violations;
    if (violation !== undefined) {
      progress.clear();
      console.log(`${progress.summary()}, then:`);
      report(args, plan, violation, options);
      return 1;
    }
    if (run % RUNS_PER_TURN === 0) await turn();
  }
  progress.clear();
  console.log(`${progress.summary()}: all was right`);
  return 0;
}

function report(
  args: SimulateArguments,
  plan: Plan,
  violation: Violation,
  options: RunOptions,
): void {
  show(`seed ${plan.seed}`, violation);
  const small = args.shrink ? shrink(plan, violation.oracle, options) : plan;
  if (args.shrink) {
    console.log(`shrunk from ${plan.steps.length} to ${small.steps.length} steps:`);
    console.log(JSON.stringify(small, undefined, 2));
    const [last] = runPlan(small, options).violations;
    if (last !== undefined) show('the shrunken plan', last);
  }
  if (args.out === undefined) return;
  const file = saveFixture(args.out, small, violation);
  console.log(`saved as ${file}; replay it with: npm run simulate -- --replay ${file}`);
}

function show(what: string, { oracle, message, at }: Violation): void {
  console.log(`FAILED ${what}, oracle ${oracle}, after ${at} ms: ${message}`);
}

function replay(file: string, options: RunOptions): number {
  const { plan } = JSON.parse(readFileSync(file, 'utf8')) as { readonly plan: Plan };
  const { violations, traceHash } = runPlan(plan, options);
  for (const violation of violations) show(file, violation);
  console.log(`${violations.length === 0 ? 'all was right' : 'failed'}, trace ${traceHash}`);
  return violations.length === 0 ? 0 : 1;
}
