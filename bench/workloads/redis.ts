/**
 * A second opinion from a load generator that is not ours. What an echo sends back to a Redis client
 * is its own command, an array of strings, which happens to be a valid answer: so every echo server
 * can be asked. `redis-benchmark` is the bottleneck itself above some 100,000 requests a second, where
 * only the CPU time still tells servers apart.
 */

import { spawnSync } from 'node:child_process';
import { connect } from 'node:net';
import { ended, start } from '../harness/child';
import { cpuSeconds } from '../harness/cpuTime';
import type { Sample } from '../harness/results';
import type { Server } from '../harness/server';
import { BUSY, CPU, type Field, LATENCY, RATE, VERSATILE, type Workload } from './workload';

const CONNECTIONS = 50;
const DEPTH = 16;

/** Requests per second out of the lines of `redis-benchmark --csv`. */
export function parseRate(csv: string): number {
  const rate = Number(/^"PING[^"]*","([\d.]+)"/m.exec(csv)?.[1]);
  if (!(rate > 0))
    throw new Error(`redis-benchmark said: ${csv.trim().split('\n')[0] ?? 'nothing'}`);
  return rate;
}

/** The columns of `redis-benchmark --csv` by their names, from its 6.2 on; a line for each test. Older ones tell none. */
export function parseLatency(csv: string): Sample {
  const rows = csv
    .split('\n')
    .filter((line) => line.startsWith('"'))
    .map((line) => line.split(',').map((cell) => cell.replace(/^"|"$/g, '')));
  const names = rows.find(([first]) => first === 'test');
  const values = rows.find(([first]) => first?.startsWith('PING'));
  return Object.fromEntries(
    ['p50', 'p99'].flatMap((id) => {
      const value = Number(values?.[names?.indexOf(`${id}_latency_ms`) ?? -1]);
      return Number.isFinite(value) ? [[id, value * 1_000]] : [];
    }),
  );
}

const unavailable = () =>
  spawnSync('redis-benchmark', ['--version']).error
    ? 'redis-benchmark is not installed'
    : undefined;

/** Has redis-benchmark ask so often on each connection before it waits for an answer. */
async function ask(field: Field, server: Server, depth: number, requests: number): Promise<Sample> {
  const command = ['redis-benchmark', '-h', '127.0.0.1', '-p', String(server.port)];
  const load = ['-c', CONNECTIONS, '-n', requests, '-P', depth, '-t', 'ping_mbulk', '--csv'];
  const before = cpuSeconds(server.pid) ?? Number.NaN;
  const child = start(field.cores?.client, [...command, ...load.map(String)], {
    stdio: ['ignore', 'pipe', 'ignore'],
    timeout: 60_000,
  });
  let text = '';
  child.stdout?.setEncoding('utf8').on('data', (chunk) => {
    text += chunk;
  });
  await ended(child);
  const used = (cpuSeconds(server.pid) ?? Number.NaN) - before;
  const rate = parseRate(text);
  const busy = (used / (requests / rate)) * 100;
  return { rate, cpu: (used / requests) * 1e6, busy, ...parseLatency(text) };
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
  unavailable,
  async run(field) {
    const server = await field.server();
    await ask(field, server, 1, 20_000);
    const { rate, cpu } = await ask(field, server, 1, field.quick ? 50_000 : 200_000);
    return { rate, cpu } as Sample;
  },
};

/** redis-benchmark takes any answer: one is looked at before anything is measured. */
function checkAnswer(port: number): Promise<void> {
  const [question, answer] = ['*1\r\n$4\r\nPING\r\n', '+PONG\r\n'];
  return new Promise((resolve, reject) => {
    const socket = connect({ port, host: '127.0.0.1' });
    let heard = '';
    socket.setEncoding('latin1');
    socket.setTimeout(10_000, () => socket.destroy(new Error('no answer to PING')));
    socket.on('error', reject);
    // Two at once, the second of them in two pieces.
    socket.write(question + question.slice(0, 5));
    socket.on('data', (text: string) => {
      heard += text;
      if (heard === answer) socket.write(question.slice(5));
      else if (heard === answer + answer) socket.end(resolve);
      else if (!answer.startsWith(heard) && !(answer + answer).startsWith(heard)) {
        socket.destroy(new Error(`PING was answered by ${JSON.stringify(heard)}`));
      }
    });
  });
}

export const resp: Workload = {
  id: 'resp',
  title: 'PING of Redis by a parser and a chart, 50 connections, 16 in flight',
  metrics: [RATE, CPU, BUSY, ...LATENCY.slice(0, 2)],
  wish: { echo: 'data', drains: false, speaks: 'resp' },
  seconds: 5,
  connections: CONNECTIONS,
  close: true,
  slow: true,
  leftOut: VERSATILE,
  unavailable,
  async run(field) {
    const server = await field.server();
    await checkAnswer(server.port);
    await ask(field, server, DEPTH, 200_000);
    return ask(field, server, DEPTH, field.quick ? 200_000 : 1_000_000);
  },
};
