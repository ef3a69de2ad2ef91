/** How the simulator was asked to run. */
export interface SimulateArguments {
  /** Plans to run. */
  readonly runs: number;
  /** The seed of the first; each next one has the next. */
  readonly seed: number;
  /** Stop after so many connection lifetimes, whatever `runs` says. */
  readonly lifetimes: number | undefined;
  /** How charts are carried out: as compiled, with an inspector watching, or by XState alone. */
  readonly mode: 'fast' | 'inspected' | 'interpreted';
  /** Where a failing plan is saved; undefined: nowhere. */
  readonly out: string | undefined;
  /** Say each run's seed, server and hash. */
  readonly verbose: boolean;
  /** No progress bar. */
  readonly quiet: boolean;
  /** Make a failing plan smaller before it is shown. */
  readonly shrink: boolean;
  /** Replay the plan in this file, and nothing else. */
  readonly replay: string | undefined;
}

export const USAGE = `Usage: npm run simulate -- [options]

  --runs N         plans to run (default 1000)
  --seed S         seed of the first plan; the next has the next seed (default 1)
  --lifetimes N    stop after N connection lifetimes instead
  --fast           run charts as they are compiled (default)
  --inspected      run them with an inspector attached
  --interpreted    run them by XState alone
  --out DIR        where a failing plan is saved (default tests/simulation/fixtures)
  --no-save        do not save it
  --no-shrink      do not make it smaller
  --replay FILE    run the plan in FILE only
  --verbose        say each run's seed, server, trace hash
  --quiet          no progress bar
  --help           this text

Exit status: 0 if all was right, 1 if an oracle objected, 2 for wrong arguments.`;

/** What is wrong with the arguments. */
export class BadArguments extends Error {
  override readonly name = 'BadArguments';
}

const WITH_VALUE = new Set(['--runs', '--seed', '--lifetimes', '--out', '--replay']);

/** The arguments of the command line; undefined if help was asked for. Throws {@link BadArguments}. */
export function parseArguments(words: readonly string[]): SimulateArguments | undefined {
  const values = new Map<string, string>();
  for (let index = 0; index < words.length; index += 1) {
    const [name = '', inline] = (words[index] as string).split(/=(.*)/s);
    if (!WITH_VALUE.has(name)) {
      if (!FLAGS.has(name) || inline !== undefined) {
        throw new BadArguments(`"${words[index]}" is not an option`);
      }
      values.set(name, '');
      continue;
    }
    const value = inline ?? words[++index];
    if (value === undefined) throw new BadArguments(`${name} needs a value`);
    values.set(name, value);
  }
  if (values.has('--help')) return undefined;
  const modes = (['fast', 'inspected', 'interpreted'] as const).filter((mode) =>
    values.has(`--${mode}`),
  );
  if (modes.length > 1) throw new BadArguments(`--${modes[0]} excludes --${modes[1]}`);
  const lifetimes = integer(values, '--lifetimes', 1);
  return {
    runs:
      integer(values, '--runs', 1) ?? (lifetimes === undefined ? 1_000 : Number.MAX_SAFE_INTEGER),
    seed: integer(values, '--seed', 0) ?? 1,
    lifetimes,
    mode: modes[0] ?? 'fast',
    out: values.has('--no-save') ? undefined : (values.get('--out') ?? 'tests/simulation/fixtures'),
    verbose: values.has('--verbose'),
    quiet: values.has('--quiet'),
    shrink: !values.has('--no-shrink'),
    replay: values.get('--replay'),
  };
}

const FLAGS = new Set([
  '--fast',
  '--inspected',
  '--interpreted',
  '--no-save',
  '--no-shrink',
  '--verbose',
  '--quiet',
  '--help',
]);

function integer(values: Map<string, string>, name: string, least: number): number | undefined {
  const value = values.get(name);
  if (value === undefined) return undefined;
  const number = Number(value);
  if (/^\d+$/.test(value) && Number.isSafeInteger(number) && number >= least) return number;
  throw new BadArguments(`${name} is "${value}"; give it an integer of at least ${least}`);
}
