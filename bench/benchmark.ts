/** A whole run of the benchmark, from the first line that it prints to its exit status. */

import { spawnSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { availableParallelism, cpus } from 'node:os';
import { join } from 'node:path';
import { assembleContenders, assembleWorkloads, wantedWorkloads } from './comparison/assemble';
import { judge, objections } from './comparison/bars';
import { measure, type Setting } from './comparison/measure';
import { everyRound, expectedSeconds, type Pair, pairs } from './comparison/plan';
import { clock, Progress, type Screen } from './comparison/progress';
import { type Arguments, DEFAULT_ROUNDS, JUDGED, UsageError } from './harness/args';
import { canPin } from './harness/child';
import { prepareGenerator } from './harness/client';
import { cores, descriptorLimit, NOISY } from './harness/machine';
import { CACHE, DOCS, serveWith, servingNode } from './harness/paths';
import { failed, type Outcome, Results } from './harness/results';
import { median } from './harness/stats';
import { figures, percent } from './report/format';
import { type Circumstances, report } from './report/json';
import { chart } from './report/svg';
import { LEGEND, tables, verdictLines } from './report/table';

/** The whole run waits no longer than this for others to finish. */
const PATIENCE_MS = 60_000;
/** Share of the measurements that may be made again because of noise. */
const REPEATS = 0.15;

function told(outcome: Outcome, { workload, contender }: Pair): string {
  const what = `${workload.id}, ${contender.title}:`;
  if (failed(outcome)) return `${what} FAILED: ${outcome.error}`;
  const [first] = workload.metrics;
  const value = first ? `${figures(outcome.sample[first.id] ?? Number.NaN)} ${first.unit}` : '';
  const noise = outcome.foreign > NOISY ? `, ${percent(outcome.foreign)} used by others` : '';
  return `${what} ${value.trim()}${noise}`;
}

function noiseOf(results: Results): Circumstances['noise'] {
  const measured = results
    .cells()
    .flatMap(({ outcomes }) => outcomes.flatMap((one) => (failed(one) ? [] : [one])));
  const foreign = measured.map((one) => one.foreign);
  return {
    median: foreign.length > 0 ? median(foreign) : 0,
    worst: Math.max(0, ...foreign),
    repeated: measured.reduce((sum, { repeated }) => sum + repeated, 0),
    noisy: foreign.filter((share) => share > NOISY).length,
  };
}

/** The version of the Node that serves. */
function servingVersion(): string {
  const { stdout, error } = spawnSync(servingNode(), ['-v'], { encoding: 'utf8' });
  if (error) throw new UsageError(`--node: ${servingNode()} does not run: ${error.message}`);
  return stdout.trim().replace(/^v/, '');
}

export async function run(args: Arguments, screen: Screen): Promise<number> {
  const say = (text: string) => screen.write(`${text}\n`);
  if (args.node !== undefined) serveWith(args.node);
  const wanted = wantedWorkloads(args);
  const { workloads, skipped: withoutTool } = assembleWorkloads(wanted);
  const { contenders, skipped: notInstalled } = await assembleContenders(args.contenders);
  const plan = pairs(workloads, contenders, descriptorLimit());
  const skipped = [...withoutTool, ...notInstalled, ...plan.skipped];

  const generator = prepareGenerator();
  const chosen = canPin() ? cores() : undefined;
  const pinned = chosen ? `server on core ${chosen.server}, client on core ${chosen.client}` : 'no';
  const processor = cpus()[0]?.model ?? 'unknown';
  const versions = { node: servingVersion(), xstate: require('xstate/package.json').version };

  say(
    `xstate-net benchmark: node ${versions.node}, xstate ${versions.xstate}, ${availableParallelism()} x ${processor}`,
  );
  say(
    `load from ${generator.kind}; pinned: ${pinned}; ${args.rounds} rounds${args.quick ? ', quick' : ''}`,
  );
  for (const { workload, contender, why } of [...withoutTool, ...notInstalled]) {
    say(`skipped: ${contender ?? workload}: ${why}`);
  }
  for (const { workload, contender, note } of plan.pairs) {
    if (note) say(`note: ${workload.id}, ${contender.title}: ${note}`);
  }
  say(`expected to take about ${clock(expectedSeconds(plan.pairs, args.rounds, args.quick))} min`);

  const results = new Results();
  const measurements = everyRound(plan.pairs, args.rounds);
  const setting: Setting = {
    generator,
    cores: chosen,
    quick: args.quick,
    patience: PATIENCE_MS,
    repeats: Math.ceil(measurements.length * REPEATS),
  };
  const progress = new Progress(screen, measurements.length);
  for (const { round, pair } of measurements) {
    const { workload, contender, connections, note } = pair;
    const cell = results.cell(workload.id, contender.id);
    if (note) cell.note = note;
    progress.begin(`round ${round} of ${args.rounds}: ${workload.id}, ${contender.title}`);
    const outcome = await measure(workload, contender, connections, round, setting);
    cell.outcomes.push(outcome);
    if (failed(outcome)) progress.fail(told(outcome, pair));
    else progress.end(told(outcome, pair));
  }
  progress.finish();

  // Who leaves out one of those that the bars compare does not ask about bars.
  const compares = JUDGED.every((id) => args.contenders?.includes(id) ?? true);
  const judged = compares ? wanted.map(({ id }) => id) : [];
  const verdicts = judge(results, judged);
  const noise = noiseOf(results);
  say(`\n${tables(results, workloads, contenders)}\n\n${LEGEND}`);
  say(
    `Noise: others used ${percent(noise.median)} of the machine (median), ${percent(noise.worst)} at worst; ` +
      `${noise.repeated} measurements were repeated, ${noise.noisy} kept that had more than ${percent(NOISY)}.`,
  );
  if (noise.median > NOISY)
    say('The machine was NOT QUIET: trust no figure of this run, CPU time least ill.');

  const circumstances: Circumstances = {
    date: new Date().toISOString().slice(0, 10),
    rounds: args.rounds,
    quick: args.quick,
    versions,
    processor,
    processors: availableParallelism(),
    pinned,
    client: generator.kind,
    noise,
  };
  const whole = !args.only && !args.contenders && !args.quick;
  const out = args.out ?? (whole ? DOCS : CACHE);
  const caption = `node ${versions.node}, xstate ${versions.xstate}, ${processor}, ${args.rounds} rounds, ${circumstances.date}`;
  mkdirSync(out, { recursive: true });
  writeFileSync(
    join(out, 'results.json'),
    report(circumstances, results, workloads, contenders, skipped, verdicts),
  );
  writeFileSync(join(out, 'results.svg'), chart(results, workloads, contenders, caption));
  say(`Written: ${join(out, 'results.json')}, ${join(out, 'results.svg')}`);

  return conclude(args, results, verdicts, say);
}

function conclude(
  args: Arguments,
  results: Results,
  verdicts: ReturnType<typeof judge>,
  say: (text: string) => void,
): number {
  const failures = results.failures();
  if (failures.length > 0) {
    say(`\n${failures.length} rounds failed and are not in the figures:`);
    for (const { workload, contender, round, error } of failures) {
      say(`  round ${round}, ${workload}, ${contender}: ${error}`);
    }
  }
  if (verdicts.length > 0) say(`\nBars:\n${verdictLines(verdicts).join('\n')}`);
  if (!args.check) return 0;
  if (args.rounds < DEFAULT_ROUNDS)
    say(`(the bars are meant for ${DEFAULT_ROUNDS} rounds or more)`);
  const against = objections(results, verdicts);
  if (against.length === 0) {
    say('\nEvery bar is met.');
    return 0;
  }
  say(`\nNot met:\n${against.map((line) => `  ${line}`).join('\n')}`);
  return 1;
}
