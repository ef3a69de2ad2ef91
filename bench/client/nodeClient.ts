/**
 * The load generator where there is no C compiler: the same modes, options and answers as client.c.
 * It is slower than the servers that it measures, so with it only their CPU time tells them apart.
 */

import { createInterface } from 'node:readline';
import { parseArgs } from 'node:util';
import { cpuSeconds } from '../harness/cpuTime';
import { bulk, churn, fanIn, type Options, request } from './nodeLoads';
import { Holder } from './nodeSession';
import { streamOfLines } from './stream';

const NAMES = {
  port: 0,
  pid: 0,
  connections: 50,
  depth: 1,
  size: 64,
  count: 1e7,
  seconds: 2,
  warmup: 0.5,
  interval: 0.5,
  bytes: 256 * 2 ** 20,
  window: 2 ** 20,
  passes: 1,
  sources: 16,
  lines: 0,
  secured: 0,
};

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: Object.fromEntries(
    Object.keys(NAMES).map((name) => [name, { type: 'string' as const }]),
  ),
});
const given = Object.entries(values).map(([name, value]) => [name, Number(value)]);
const options: Options = { ...NAMES, ...Object.fromEntries(given) };

const print = (answer: object) => process.stdout.write(`${JSON.stringify(answer)}\n`);
const cpu = () => (options.pid > 0 ? (cpuSeconds(options.pid) ?? 0) : 0);

async function session(): Promise<void> {
  const holder = new Holder(options, cpu);
  for await (const line of createInterface({ input: process.stdin })) {
    const [command, ...numbers] = line.split(' ');
    const [first = 0, second = 0, third = 0] = numbers.map(Number);
    if (command === 'open') print(await holder.open(first));
    else if (command === 'probe') {
      print(
        await churn(
          { ...options, count: first, connections: second, seconds: third, warmup: 0 },
          cpu,
        ),
      );
    } else if (command === 'drain') {
      const ended = holder.drain();
      print({ waiting: holder.live });
      print(await ended);
    } else if (command === 'quit') return;
    else throw new Error('unknown command');
  }
}

async function main(): Promise<void> {
  const [mode] = positionals;
  if (options.lines > 0) streamOfLines(options.size);
  if (mode === 'request') print(await request(options, cpu));
  else if (mode === 'fan-in') print(await fanIn(options, cpu));
  else if (mode === 'bulk') print(await bulk(options, cpu));
  else if (mode === 'connect') print(await churn(options, cpu));
  else if (mode === 'session') await session();
  else throw new Error(`unknown mode ${mode}`);
}

// No run lasts for ever, whatever the server does.
setTimeout(() => process.exit(1), 180_000).unref();

main().then(
  () => process.exit(0),
  (error: Error) => {
    process.stdout.write(`${JSON.stringify({ error: error.message })}\n`, () => process.exit(1));
  },
);
