/**
 * What the Node servers of the benchmark have in common: how they say that they listen, and what the
 * harness may ask of them. Nothing here runs per connection.
 */

import { Socket } from 'node:net';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { queryObjects } from 'node:v8';
import type { Request } from '../harness/server';

export interface Bench {
  /** Ends every connection politely and stops listening; resolves when nothing is left. */
  drain(): Promise<void>;
  /** How many of what the server itself counts are live, by name. */
  counts?(): Record<string, number>;
  /** Classes whose instances in the heap are counted, by name, to find what is left behind. */
  classes?: Record<string, Constructor>;
}

type Constructor = abstract new (...args: never[]) => unknown;

/** What a server holds, live or merely reachable. */
export type Counts = Record<string, number>;

export interface Delay {
  /** Milliseconds by which timers were late. */
  p50: number;
  p99: number;
  max: number;
}

/** The interval at which the event loop's delay is sampled; part of every sample, so subtracted. */
const DELAY_RESOLUTION_MS = 1;

/** The first word of an option of the command line, `--echo pipe`. */
export function option(name: string, otherwise: string): string {
  const at = process.argv.indexOf(`--${name}`);
  return (at < 0 ? undefined : process.argv[at + 1]) ?? otherwise;
}

export const flag = (name: string): boolean => process.argv.includes(`--${name}`);

/** Sockets and listeners that are open, and timers that keep the process running. */
function resources(): Counts {
  const active = process.getActiveResourcesInfo();
  const count = (name: string) => active.filter((one) => one === name).length;
  return {
    'open sockets': count('TCPSocketWrap'),
    listeners: count('TCPServerWrap'),
    'running timers': count('Timeout'),
  };
}

/** A class of Node's own that it does not export. */
const Timeout = (() => {
  const timer = setTimeout(() => {}, 0);
  clearTimeout(timer);
  return timer.constructor as Constructor;
})();

/** Objects in the heap after a collection, whether anything still runs them or not. */
function objects(classes: Record<string, Constructor>): Counts {
  // Old versions of Node cannot say; those of the last years can.
  if (typeof queryObjects !== 'function') return {};
  return Object.fromEntries(
    Object.entries(classes).map(([name, type]) => [
      `${name} in memory`,
      Number(queryObjects(type)),
    ]),
  );
}

/** Says `listening PORT` on standard output and answers the harness until it goes away. */
export function serveBench(port: number, bench: Bench): void {
  const histogram = monitorEventLoopDelay({ resolution: DELAY_RESOLUTION_MS });
  const delay = (q: number) => Math.max(0, histogram.percentile(q) / 1e6 - DELAY_RESOLUTION_MS);

  const answers: Record<Request, () => unknown> = {
    async drain() {
      const start = process.hrtime.bigint();
      await bench.drain();
      return { seconds: Number(process.hrtime.bigint() - start) / 1e9 };
    },
    counts: () => ({
      ...resources(),
      ...objects({ sockets: Socket, timers: Timeout, ...bench.classes }),
      ...bench.counts?.(),
    }),
    'delay.start'() {
      histogram.reset();
      histogram.enable();
    },
    'delay.report'() {
      histogram.disable();
      return { p50: delay(50), p99: delay(99), max: delay(100) } satisfies Delay;
    },
  };

  process.on('message', async (request: Request) => {
    try {
      process.send?.({ request, result: await answers[request]() });
    } catch (error) {
      process.send?.({ request, error: String(error) });
    }
  });
  // Without a harness there is nobody to stop this server.
  process.on('disconnect', () => process.exit(0));
  console.log(`listening ${port}`);
}
