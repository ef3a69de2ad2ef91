/** The command line of the benchmark. */

import { parseArgs } from 'node:util';

export interface Arguments {
  check: boolean;
  quick: boolean;
  help: boolean;
  rounds: number;
  /** Workloads to run; all when undefined. */
  only?: string[];
  /** Contenders to run; all when undefined. */
  contenders?: string[];
  /** Another Node to run the servers on. */
  node?: string;
  /** Folder for the results; chosen by the run when undefined. */
  out?: string;
}

/** Something that is wrong with the command line, in one line that says what to write instead. */
export class UsageError extends Error {}

export interface Known {
  workloads: readonly string[];
  contenders: readonly string[];
}

export const DEFAULT_ROUNDS = 9;
const QUICK_ROUNDS = 1;
const MAX_ROUNDS = 100;
/** Those that the bars compare: plain sockets and the ways of serving that people use. */
export const JUDGED = ['net', 'command', 'app'] as const;

function names(option: string, value: string | undefined, known: readonly string[]) {
  if (value === undefined) return undefined;
  const wanted = value.split(',').filter((name) => name !== '');
  if (wanted.length === 0) throw new UsageError(`--${option} needs a name: ${known.join(', ')}`);
  for (const name of wanted) {
    if (!known.includes(name)) {
      throw new UsageError(`--${option}: no such thing as '${name}'; there is ${known.join(', ')}`);
    }
  }
  return wanted;
}

function count(option: string, value: string | undefined, otherwise: number): number {
  if (value === undefined) return otherwise;
  const n = /^\d+$/.test(value) ? Number(value) : Number.NaN;
  if (!(n >= 1 && n <= MAX_ROUNDS)) {
    throw new UsageError(
      `--${option} must be a whole number from 1 to ${MAX_ROUNDS}, not '${value}'`,
    );
  }
  return n;
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      options: {
        check: { type: 'boolean' },
        quick: { type: 'boolean' },
        help: { type: 'boolean', short: 'h' },
        rounds: { type: 'string' },
        only: { type: 'string' },
        contenders: { type: 'string' },
        out: { type: 'string' },
        node: { type: 'string' },
      },
    }).values;
  } catch (error) {
    // Node's message is several sentences long; the first says what is wrong.
    const [what] = String((error as Error).message).split(/\.\s|\n/);
    throw new UsageError(`${what} (--help lists the options)`);
  }
}

export function parseArguments(args: readonly string[], known: Known): Arguments {
  const values = parse(args);
  const quick = values.quick ?? false;
  const only = names('only', values.only, known.workloads);
  const contenders =
    names('contenders', values.contenders, known.contenders) ?? (quick ? [...JUDGED] : undefined);
  if (values.node === '') throw new UsageError('--node needs the path of a Node');
  if (values.out === '') throw new UsageError('--out needs a folder');
  if (values.check && contenders) {
    const missing = JUDGED.filter((name) => !contenders.includes(name));
    if (missing.length > 0) {
      throw new UsageError(`--check compares ${JUDGED.join(', ')}: add ${missing.join(', ')}`);
    }
  }
  return {
    check: values.check ?? false,
    quick,
    help: values.help ?? false,
    rounds: count('rounds', values.rounds, quick ? QUICK_ROUNDS : DEFAULT_ROUNDS),
    ...(only && { only }),
    ...(contenders && { contenders }),
    ...(values.node !== undefined && { node: values.node }),
    ...(values.out !== undefined && { out: values.out }),
  };
}

export function usage(known: Known): string {
  return `Usage: npm run bench -- [options]

Measures xstate-net beside plain node:net and others on this machine.

  --check              leave with status 1 when a bar is missed
  --rounds N           rounds over all contenders (default ${DEFAULT_ROUNDS}, with --quick ${QUICK_ROUNDS})
  --only A,B           these workloads: ${known.workloads.join(', ')}
  --contenders A,B     these contenders: ${known.contenders.join(', ')}
  --quick              shorter measurements of those that the bars compare: two minutes, rough figures
  --node PATH          the Node that the servers run on (default: this one)
  --out DIR            where results.json and results.svg go (default docs/bench for a full run,
                       node_modules/.cache/xstate-net-bench for any other)
  --help               this text`;
}
