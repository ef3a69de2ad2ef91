/**
 * A second opinion from a load generator that is not ours. What an echo sends back to a Redis client
 * is its own command, an array of strings, which happens to be a valid answer: so every echo server
 * can be asked. `redis-benchmark` is the bottleneck itself above some 100,000 requests a second, where
 * only the CPU time still tells servers apart.
 */

import { spawnSync } from 'node:child_process';
import { ended, start } from '../harness/child';
import { cpuSeconds } from '../harness/cpuTime';
import { CPU, RATE, type Workload } from './workload';

const CONNECTIONS = 50;

/** Requests per second out of the lines of `redis-benchmark --csv`. */
export function parseRate(csv: string): number {
  const rate = Number(/^"PING[^"]*","([\d.]+)"/m.exec(csv)?.[1]);
  if (!(rate > 0))
    throw new Error(`redis-benchmark said: ${csv.trim().split('\n')[0] ?? 'nothing'}`);
  return rate;
}

export const redis: Workload = {
  id: 'redis',
  title: 'Request/response by redis-benchmark, 50 connections',
  metrics: [RATE, CPU],
  wish: { echo: 'data', drains: false },
  seconds: 3,
  connections: CONNECTIONS,
  // It is there to check our own load generator on the servers that the bars compare.
  leftOut: ({ answers }) =>
    answers ? undefined : 'the second opinion is for servers on Node only',
  unavailable: () =>
    spawnSync('redis-benchmark', ['--version']).error
      ? 'redis-benchmark is not installed'
      : undefined,
  async run(field) {
    const server = await field.server();
    const bench = async (requests: number) => {
      const command = ['redis-benchmark', '-h', '127.0.0.1', '-p', String(server.port)];
      const load = ['-c', String(CONNECTIONS), '-n', String(requests), '-t', 'ping_mbulk', '--csv'];
      const before = cpuSeconds(server.pid) ?? Number.NaN;
      const child = start(field.cores?.client, [...command, ...load], {
        stdio: ['ignore', 'pipe', 'ignore'],
        timeout: 60_000,
      });
      let text = '';
      child.stdout?.setEncoding('utf8').on('data', (chunk) => {
        text += chunk;
      });
      await ended(child);
      const used = (cpuSeconds(server.pid) ?? Number.NaN) - before;
      return { rate: parseRate(text), cpu: (used / requests) * 1e6 };
    };
    await bench(20_000);
    return bench(field.quick ? 50_000 : 200_000);
  },
};
