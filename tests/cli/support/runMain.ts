import { Writable } from 'node:stream';
import { main } from '../../../cli/main';
import { outputTo } from '../../../cli/output';

/** What the command line said, run in this process. */
export interface Ran {
  readonly status: number;
  readonly out: readonly string[];
  readonly err: readonly string[];
}

/** A stream that keeps what is written at once as one piece, without its line end. */
const keepIn = (written: string[]): Writable =>
  new Writable({
    decodeStrings: false,
    write(text: string, _, done) {
      if (text !== '') written.push(text.replace(/\n$/, ''));
      done();
    },
  });

/** Runs the command line in this process, for what ends by itself. */
export async function runMain(...args: string[]): Promise<Ran> {
  const out: string[] = [];
  const err: string[] = [];
  const status = await main(args, outputTo(keepIn(out), keepIn(err)));
  return { status, out, err };
}
