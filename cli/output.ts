import type { Writable } from 'node:stream';
import { XstateNetError } from '../index';

/** Where the command writes, a line at a time. */
export interface Output {
  /** To standard output. */
  readonly out: (line: string) => void;
  /** To standard error. */
  readonly err: (line: string) => void;
}

/** Whoever read our output may go away, as `| head` does. That is no reason to stop serving. */
function lineWriter(stream: Writable): (line: string) => void {
  let broken = false;
  stream.on('error', () => {
    broken = true;
  });
  return (line) => {
    if (!broken) stream.write(`${line}\n`);
  };
}

/** The process's own output. */
export const processOutput = (): Output => ({
  out: lineWriter(process.stdout),
  err: lineWriter(process.stderr),
});

const inOneLine = (text: string): string => text.trim().replace(/\s*\n\s*/g, ' ');

/** What went wrong in one line, with its code: `xstate-net: unknown protocol "ecko"; ... [XN_UNKNOWN_PROTOCOL]`. */
export function describeError(error: unknown): string {
  if (error instanceof XstateNetError) return `${inOneLine(error.message)} [${error.code}]`;
  return inOneLine(error instanceof Error ? error.message : String(error));
}

/** The stack of what was underneath an error, or its own. */
export function stackOf(error: unknown): string {
  let deepest = error;
  while (deepest instanceof Error && deepest.cause !== undefined) deepest = deepest.cause;
  return deepest instanceof Error ? (deepest.stack ?? String(deepest)) : String(deepest);
}
