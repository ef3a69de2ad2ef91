/**
 * The clients of the soak, in a process of their own: `load.ts --port N --seconds S --rate R --seed X`
 * starts R connections a second for S seconds, waits for the last of them and prints one JSON line.
 */

import { parseArgs } from 'node:util';
import { Random } from './random';
import { kindAt, visit } from './visits';

export interface Load {
  connections: Record<string, number>;
  /** What went wrong and how often. */
  failures: Record<string, number>;
  /** Connections that were not started because so many were still open. */
  skipped: number;
}

const { values } = parseArgs({
  options: {
    port: { type: 'string' },
    seconds: { type: 'string' },
    rate: { type: 'string' },
    seed: { type: 'string' },
  },
});
const { port, seconds, rate, seed } = Object.fromEntries(
  Object.entries(values).map(([name, value]) => [name, Number(value)]),
) as Record<'port' | 'seconds' | 'rate' | 'seed', number>;

/** More open at once than this means that the server does not keep up. */
const MOST_OPEN = 1_000;
const TICK_MS = 10;

const random = new Random(seed);
const load: Load = { connections: {}, failures: {}, skipped: 0 };
const start = performance.now();
let begun = 0;
let open = 0;

const count = (counts: Record<string, number>, name: string) => {
  counts[name] = (counts[name] ?? 0) + 1;
};

async function one(): Promise<void> {
  const kind = kindAt(random.next());
  open++;
  try {
    await visit(kind, port, new Random(random.integer(0, 2 ** 31)));
    count(load.connections, kind);
  } catch (error) {
    count(load.failures, `${kind}: ${(error as Error).message}`);
  }
  open--;
}

const timer = setInterval(() => {
  const passed = (performance.now() - start) / 1000;
  for (; begun < Math.min(passed, seconds) * rate; begun++) {
    if (open < MOST_OPEN) void one();
    else load.skipped++;
  }
  if (passed < seconds || open > 0) return;
  clearInterval(timer);
  process.stdout.write(`${JSON.stringify(load)}\n`);
}, TICK_MS);
