/**
 * `npm run soak`: ten minutes of clients that talk, half-close, reset and idle out, on xstate-net and
 * (for up to three minutes in all, before and after) on plain `node:net`. Leaves with status 1 when memory is not
 * level, something stays behind, a client is let down, or the event loop pauses more than the plain one.
 */

import { parseArgs } from 'node:util';
import { UsageError } from './harness/args';
import { percent } from './report/format';
import { soak } from './soak/soak';

const USAGE = `Usage: npm run soak -- [options]

  --minutes N   how long (default 10)
  --seconds N   the same in seconds
  --rate N      connections begun in a second (default 250)
  --help        this text`;

function positive(name: string, value: string | undefined): number | undefined {
  if (value === undefined) return undefined;
  const n = Number(value);
  if (!(n > 0 && n < 1e6))
    throw new UsageError(`--${name} must be a number above 0, not '${value}'`);
  return n;
}

function read() {
  const text = { type: 'string' } as const;
  try {
    const { values } = parseArgs({
      options: { minutes: text, seconds: text, rate: text, help: { type: 'boolean', short: 'h' } },
    });
    return values;
  } catch (error) {
    throw new UsageError(String((error as Error).message).split(/\.\s|\n/)[0]);
  }
}

/** Shorter than this there is nothing to compare. */
const SHORTEST = 10;

async function main(): Promise<number> {
  const values = read();
  if (values.help) {
    console.log(USAGE);
    return 0;
  }
  const minutes = positive('minutes', values.minutes);
  const seconds = positive('seconds', values.seconds) ?? (minutes ?? 10) * 60;
  if (seconds < SHORTEST) throw new UsageError(`a soak lasts ${SHORTEST} seconds or more`);
  const rate = positive('rate', values.rate);
  const { isTTY } = process.stdout;
  let told = 0;
  const result = await soak({
    seconds,
    ...(rate !== undefined && { rate }),
    progress(text) {
      if (isTTY) process.stdout.write(`\r\x1b[2K${text}`);
      else if (told++ % 60 === 0) console.log(text);
    },
  });
  if (isTTY) process.stdout.write('\r\x1b[2K');
  for (const { ok, text } of result.findings)
    console.log(`${ok ? 'ok      ' : 'NOT OK  '} ${text}`);
  const { ours, plain } = result;
  console.log(
    `others used ${percent(ours.foreign)} of the machine, with plain node:net ${plain.map(({ foreign }) => percent(foreign)).join(' and ')}`,
  );
  return result.ok ? 0 : 1;
}

process.once('SIGINT', () => process.exit(130));
process.once('SIGTERM', () => process.exit(143));

main().then(
  (status) => process.exit(status),
  (error) => {
    console.error(`soak: ${error instanceof UsageError ? error.message : (error?.stack ?? error)}`);
    process.exit(error instanceof UsageError ? 2 : 1);
  },
);
