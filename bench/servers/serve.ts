/**
 * What the Node servers of the benchmark have in common: how they say that they listen, and what the
 * harness may ask of them. Nothing here runs per connection.
 */

import { monitorEventLoopDelay } from 'node:perf_hooks';

export interface Bench {
  /** Ends every connection politely and stops listening; resolves when nothing is left. */
  drain(): Promise<void>;
  /** How many of what the server itself counts are left, by name; all zero after a drain. */
  counts?(): Record<string, number>;
}

/** What the harness sends over the process's channel. */
export type Request = 'drain' | 'counts' | 'delay.start' | 'delay.report' | 'collect';

/** The interval at which the event loop's delay is sampled; part of every sample, so subtracted. */
const DELAY_RESOLUTION_MS = 1;

/** The first word of an option of the command line, `--echo pipe`. */
export function option(name: string, otherwise: string): string {
  const at = process.argv.indexOf(`--${name}`);
  return (at < 0 ? undefined : process.argv[at + 1]) ?? otherwise;
}

export const flag = (name: string): boolean => process.argv.includes(`--${name}`);

/** Handles that keep this process running, by kind: sockets, listeners, timers. */
function resources(): Record<string, number> {
  const counted: Record<string, number> = { TCPSocketWrap: 0, TCPServerWrap: 0, Timeout: 0 };
  for (const name of process.getActiveResourcesInfo()) counted[name] = (counted[name] ?? 0) + 1;
  return counted;
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
    counts: () => ({ ...resources(), ...bench.counts?.() }),
    'delay.start': () => histogram.enable(),
    'delay.report': () => ({ p50: delay(50), p99: delay(99), max: histogram.max / 1e6 }),
    collect() {
      globalThis.gc?.();
      return process.memoryUsage();
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
