import type { Writable } from 'node:stream';
import { isXstateNetError, XstateNetError } from '../machines/kit/errors';
import { reasonOf, stackInLines } from '../machines/kit/shown';
import { visible } from '../machines/kit/visible';

/** Where the command writes, a line at a time. */
export interface Output {
  /** To standard output. */
  readonly out: (line: string) => void;
  /** To standard error. */
  readonly err: (line: string) => void;
  /** What `out` could not write, if there was something; a reader that went away has what it wanted. */
  readonly lost: () => XstateNetError | undefined;
  /** Standard output itself, for who minds how much of it waits to be read. */
  readonly stdout: Writable;
  /**
   * Waits until all has been taken, which a process that ends by `exit` must do, or until nobody will
   * take it: for no longer than these milliseconds, where they are given.
   */
  flushed(patience?: number): Promise<void>;
}

/** Milliseconds that a full standard error may keep the command from ending. */
const ERRORS_PATIENCE = 1_000;

/** Whoever read our output may go away, as `| head` does. That is no reason to stop serving. */
function lineWriter(stream: Writable, lose: (error: Error) => void): (line: string) => void {
  let broken = false;
  stream.on('error', () => {
    broken = true;
  });
  return (line) => {
    if (broken) return;
    stream.write(`${line}\n`, (error) => {
      if (error != null && (error as NodeJS.ErrnoException).code !== 'EPIPE') lose(error);
    });
  };
}

/** Standard output, or the log on it, is on a full disk for example. */
export const notWritten = (what: string, cause: Error): XstateNetError =>
  new XstateNetError(
    'XN_OUTPUT_FAILED',
    `${what} could not be written (${reasonOf(cause)}); make room, or write it elsewhere`,
    cause,
  );

/** Whether a stream has taken all that was written to it, or failed, within some milliseconds. */
async function taken(stream: Writable, patience: number | undefined): Promise<boolean> {
  if (stream.writableLength === 0) return true;
  let timer: NodeJS.Timeout | undefined;
  const done = new Promise<boolean>((resolve) => {
    // Its callback comes when all that was written before has been taken.
    stream.write('', () => resolve(true));
    if (patience !== undefined) timer = setTimeout(resolve, patience, false);
  });
  const was = await done;
  clearTimeout(timer);
  return was;
}

/** What writes to these two streams. */
export function outputTo(stdout: Writable, stderr: Writable): Output {
  let givenUp = false;
  let lost: XstateNetError | undefined;
  return {
    out: lineWriter(stdout, (error) => {
      lost ??= notWritten('standard output', error);
    }),
    // There is nowhere left to say so.
    err: lineWriter(stderr, () => {}),
    lost: () => lost,
    stdout,
    flushed: async (patience) => {
      if (!givenUp) givenUp = !(await taken(stdout, patience));
      await taken(stderr, ERRORS_PATIENCE);
    },
  };
}

/** The process's own output. */
export const processOutput = (): Output => outputTo(process.stdout, process.stderr);

const inOneLine = (text: string): string => visible(text.trim().replace(/\s*\n\s*/g, ' '));

/** What went wrong in one line, with its code: `xstate-net: unknown protocol "ecko"; ... [XN_UNKNOWN_PROTOCOL]`. */
export function describeError(error: unknown): string {
  return isXstateNetError(error) ? `${inOneLine(error.message)} [${error.code}]` : reasonOf(error);
}

/** Causes that are followed; one of its own would have no end. */
const MOST_CAUSES = 20;

/** The stack of what was underneath an error, or its own. */
export function stackOf(error: unknown): string {
  let deepest = error;
  for (let depth = 0; depth < MOST_CAUSES; depth += 1) {
    const cause = causeOf(deepest);
    if (cause === undefined) break;
    deepest = cause;
  }
  return stackInLines(deepest);
}

function causeOf(error: unknown): unknown {
  try {
    return error instanceof Error ? error.cause : undefined;
  } catch {
    return undefined;
  }
}
