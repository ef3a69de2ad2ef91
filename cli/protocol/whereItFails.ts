import { spawnSync } from 'node:child_process';

/** How Node begins the stack of a syntax error: the file and its line. */
const WHERE = /^(?:file:\/\/)?(\/.+):(\d+)$/m;

/** Milliseconds that Node may take to read a file once more. */
const PATIENCE = 5_000;

const firstLine = (text: string): string => text.slice(0, text.indexOf('\n'));

/**
 * Where a file has a syntax error: `/app/protocol.js:3`. Of ES modules that were loaded by `require`
 * Node does not tell; then it is asked once more, by `node --check`. Undefined for other errors, and
 * where the message names the line itself.
 */
export function whereItFails(file: string, error: unknown): string | undefined {
  // Not instanceof: the file may have been read in another realm.
  if ((error as Error | undefined)?.name !== 'SyntaxError') return undefined;
  const { stack = '', message } = error as Error;
  const told = WHERE.exec(firstLine(stack)) ?? checkedAgain(file, message);
  return told === null ? undefined : `${told[1]}:${told[2]}`;
}

function checkedAgain(file: string, message: string): RegExpExecArray | null {
  if (!/\.[cm]?js$/.test(file)) return null;
  const { stderr } = spawnSync(process.execPath, ['--check', file], {
    encoding: 'utf8',
    timeout: PATIENCE,
  });
  return stderr.includes(message) ? WHERE.exec(firstLine(stderr)) : null;
}
