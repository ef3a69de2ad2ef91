import { dirname, resolve } from 'node:path';
import type { Protocol } from '../../machines/handler/protocol';
import { XstateNetError } from '../../machines/kit/errors';
import { reasonOf } from '../../machines/kit/shown';
import { namedProtocol } from '../run/namedProtocol';
import type { ScriptResult } from '../run/result';
import { runScript } from '../run/runScript';
import { ScriptFailure } from '../run/scriptFailure';
import { readScript } from '../run/scriptFile';
import { BadScript } from '../script/badScript';
import type { Script } from '../script/script';
import { type SimulatedOnlyReason, simulatedOnly } from '../script/simulatedOnly';
import type { Trace } from '../trace/trace';
import type { ScriptArguments } from './scriptArguments';

/** Where the command reads and writes. */
export interface ScriptIo {
  /** A line for standard output. */
  readonly out: (line: string) => void;
  /** A line for standard error. */
  readonly err: (line: string) => void;
  /** The protocol that a file exports. Default: none can be loaded. */
  readonly loadProtocol?: (file: string) => Protocol | Promise<Protocol>;
}

/** A word with a slash or an ending of scripts is a file's name. */
const IS_FILE = /[/\\]|\.[cm]?[jt]s$/;

/** Exit statuses of `xstate-net script`. */
export const EXIT = { passed: 0, failed: 1, bad: 2 } as const;

/**
 * `xstate-net script`: runs a script from a file, and returns the exit status: 0 if all was as
 * expected, 1 if something was not, 2 if the script cannot be run or never comes to rest.
 */
export async function scriptCommand(args: ScriptArguments, io: ScriptIo): Promise<number> {
  try {
    const script = readScript(args.file);
    warnIfSimulatedOnly(simulatedOnly(script), args.file, io);
    const protocol = await findProtocol(args, script, io);
    const result = await runScript(script, {
      ...(args.network === undefined ? undefined : { network: args.network }),
      ...(args.seed === undefined ? undefined : { seed: args.seed }),
      ...(args.patience === undefined ? undefined : { patience: args.patience }),
      ...(protocol === undefined ? undefined : { protocol }),
      file: args.file,
      folder: dirname(args.file),
    });
    print(result.trace, args, io);
    io.out(passed(script, args, result));
    return EXIT.passed;
  } catch (error) {
    return tell(error, args, io);
  }
}

/** The one that was asked for, or the script's own; one from a file is loaded. */
async function findProtocol(
  args: ScriptArguments,
  script: Script,
  io: ScriptIo,
): Promise<Protocol | undefined> {
  const name = args.protocol ?? script.protocol;
  if (name === undefined) return undefined;
  if (io.loadProtocol === undefined || !IS_FILE.test(name)) return namedProtocol(name, args.file);
  // The script's own file is seen from its place, as its other files are.
  const file = args.protocol === undefined ? resolve(dirname(args.file), name) : resolve(name);
  try {
    return await io.loadProtocol(file);
  } catch (cause) {
    throw new BadScript({ file: args.file }, `protocol: ${reasonOf(cause)}`, cause);
  }
}

function warnIfSimulatedOnly(
  reasons: readonly SimulatedOnlyReason[],
  file: string,
  io: ScriptIo,
): void {
  for (const { index, reason } of reasons) {
    const step = index === undefined ? '' : ` step ${index + 1}:`;
    io.err(`${file}: SIMULATED-ONLY:${step} ${reason}`);
  }
}

function print(trace: Trace, args: ScriptArguments, io: ScriptIo): void {
  if (args.trace) io.out(trace.text());
  if (args.mermaid) io.out(trace.mermaid());
}

function passed(script: Script, { file }: ScriptArguments, result: ScriptResult): string {
  const { network, seed, steps, time } = result;
  const on = network === 'simulated' ? `simulated, seed ${seed}` : network;
  return `passed: ${script.name ?? file}: ${steps} steps on ${on}, ${time} ms of virtual time`;
}

function tell(error: unknown, args: ScriptArguments, io: ScriptIo): number {
  if (!(error instanceof XstateNetError)) throw error;
  if (error instanceof ScriptFailure) {
    if (args.mermaid) io.out(error.trace.mermaid());
    if (args.trace) io.out(error.trace.text());
    io.err(`FAILED: ${args.trace ? error.summary : error.message} [${error.code}]`);
    return error.code === 'XN_NEVER_QUIET' ? EXIT.bad : EXIT.failed;
  }
  io.err(`${error.message} [${error.code}]`);
  return error instanceof BadScript ? EXIT.bad : EXIT.failed;
}
