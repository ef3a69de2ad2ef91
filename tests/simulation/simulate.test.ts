import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { saveFixture } from '../../simulation/fixture';
import { generatePlan } from '../../simulation/plan/generate';
import { runPlan } from '../../simulation/run/runPlan';

const ROOT = resolve(__dirname, '..', '..');

/** Where the seeds of these tests begin. */
const SEED = 7_000;

function simulate(...words: string[]): { status: number | null; lines: string[]; stderr: string } {
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    ['--require', 'ts-node/register/transpile-only', 'simulation/cli.ts', ...words],
    { cwd: ROOT, encoding: 'utf8' },
  );
  return { status, lines: stdout.trim().split('\n'), stderr };
}

/** What each run says of itself, the summary left out. */
const traces = (...words: string[]) =>
  simulate('--runs', '40', '--seed', `${SEED}`, '--verbose', ...words).lines.slice(0, -1);

describe('the simulator', () => {
  jest.setTimeout(120_000);

  it('finds nothing wrong with a few hundred servers', () => {
    for (let seed = SEED; seed < SEED + 300; seed += 1) {
      const { violations } = runPlan(generatePlan(seed));
      expect({ seed, violations }).toEqual({ seed, violations: [] });
    }
  });

  it('makes the same plan of a seed, and the same run of a plan', () => {
    for (let seed = SEED; seed < SEED + 20; seed += 1) {
      const plan = generatePlan(seed);
      expect(generatePlan(seed)).toEqual(plan);
      expect(runPlan(plan).traceHash).toBe(runPlan(JSON.parse(JSON.stringify(plan))).traceHash);
    }
  });

  it('leaves the same traces in another process', () => {
    const expected = Array.from({ length: 40 }, (_, run) => runPlan(generatePlan(SEED + run)));
    const found = traces().map((line) => line.split(' ').at(-1));
    expect(found).toEqual(expected.map(({ traceHash }) => traceHash));
  });

  it('leaves the same traces while an inspector watches', () => {
    expect(traces('--inspected')).toEqual(traces());
  });

  it('leaves the same traces when XState interprets every chart', () => {
    expect(traces('--interpreted')).toEqual(traces());
  });

  it('stops after so many lifetimes', () => {
    const { status, lines } = simulate('--lifetimes', '50', '--quiet');
    expect(status).toBe(0);
    expect(lines.at(-1)).toMatch(
      /^\d+ runs .* (5\d|6\d|7\d) connection lifetimes .*all was right$/,
    );
  });
});

describe('a failure of the simulator', () => {
  jest.setTimeout(120_000);
  let folder: string;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'simulate-'));
  });

  afterEach(() => {
    rmSync(folder, { recursive: true });
  });

  it('is kept in a file that says what was found', () => {
    const plan = generatePlan(SEED);
    const violation = { oracle: 'said', message: 'wrong bytes\nand more', at: 5 } as const;
    const file = saveFixture(folder, plan, violation);
    expect(readdirSync(folder)).toEqual([`said-${SEED}.json`]);
    expect(simulate('--replay', file).lines.at(-1)).toContain(runPlan(plan).traceHash);
  });

  it('has the exit status 1', () => {
    // A network that gives up at once.
    const plan = generatePlan(SEED);
    const server = { kind: 'serverCore', protocol: 'echo', options: { port: 1601 } };
    const steps = [
      { at: 0, do: 'connect', client: 1 },
      { at: 5, do: 'server', command: 'shutdown' },
    ];
    const network = { latency: 1, startsAt: 0, faults: {}, maxSteps: 1 };
    const file = join(folder, 'plan.json');
    writeFileSync(file, JSON.stringify({ plan: { ...plan, server, network, steps } }));
    const { status, lines } = simulate('--replay', file);
    expect(lines[0]).toContain('oracle uncaught');
    expect(status).toBe(1);
  });
});

describe('arguments of the simulator that make no sense', () => {
  it.each([
    [['--runs', 'many'], '--runs is "many"'],
    [['--runs', '0'], '--runs is "0"'],
    [['--seed'], '--seed needs a value'],
    [['--fast', '--interpreted'], '--fast excludes --interpreted'],
    [['--what'], '"--what" is not an option'],
    [['7'], '"7" is not an option'],
  ])('end it with status 2 and a reason: %j', (words, reason) => {
    const { status, stderr } = simulate(...words);
    expect(stderr).toContain(reason);
    expect(stderr).toContain('Usage: npm run simulate');
    expect(status).toBe(2);
  });
});
