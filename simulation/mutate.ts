import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { mutated, mutations } from './mutations';

/** Runs in which a fault has to be caught, unless `--runs` says otherwise. */
const MOST_RUNS = 10_000;

const ROOT = join(__dirname, '..');

/** What the simulator is made of. */
const PARTS = ['actors', 'machines', 'simulation', 'package.json', 'tsconfig.json'];

interface Finding {
  readonly oracle: string;
  readonly runs: number;
}

/** A copy of the sources, in which faults can be put. */
function copySources(): string {
  const copy = mkdtempSync(join(tmpdir(), 'mutations-'));
  for (const part of PARTS) cpSync(join(ROOT, part), join(copy, part), { recursive: true });
  symlinkSync(join(ROOT, 'node_modules'), join(copy, 'node_modules'));
  return copy;
}

/** The simulator, until it objects. */
function simulate(folder: string, runs: number): Finding | undefined {
  const words = ['--runs', `${runs}`, '--seed', '1', '--no-save', '--no-shrink', '--quiet'];
  const { stdout, stderr, status, error } = spawnSync(
    process.execPath,
    ['--require', 'ts-node/register/transpile-only', 'simulation/cli.ts', ...words],
    { cwd: folder, encoding: 'utf8', timeout: 600_000 },
  );
  const found = /FAILED seed (\d+), oracle (\w+)/.exec(stdout);
  if (found !== null) return { runs: Number(found[1]), oracle: found[2] as string };
  if (error !== undefined) return { runs: 0, oracle: `none: ${error.message}` };
  if (status === 0) return undefined;
  return { runs: 0, oracle: `none: it crashed with ${stderr.trim().split('\n', 1)[0]}` };
}

function main(): number {
  const { values, positionals: names } = parseArgs({
    allowPositionals: true,
    options: { runs: { type: 'string', default: `${MOST_RUNS}` } },
  });
  const most = Number(values.runs);
  const copy = copySources();
  let survivors = 0;
  try {
    // All of them, so that a stale one is found even if another is asked for.
    for (const mutation of mutations) {
      mutated(readFileSync(join(copy, mutation.file), 'utf8'), mutation);
    }
    const chosen = mutations.filter(({ name }) => names.length === 0 || names.includes(name));
    console.log(`${'mutation'.padEnd(52)} ${'caught by'.padEnd(12)} runs`);
    for (const mutation of chosen) {
      const file = join(copy, mutation.file);
      const source = readFileSync(file, 'utf8');
      writeFileSync(file, mutated(source, mutation));
      const found = simulate(copy, most);
      writeFileSync(file, source);
      if (found === undefined) survivors += 1;
      const { oracle, runs } = found ?? { oracle: 'SURVIVED', runs: most };
      console.log(`${mutation.name.padEnd(52)} ${oracle.padEnd(12)} ${runs}`);
    }
  } finally {
    rmSync(copy, { recursive: true, force: true });
  }
  console.log(survivors === 0 ? 'all were caught' : `${survivors} survived: an oracle is missing`);
  return survivors === 0 ? 0 : 1;
}

process.exitCode = main();
