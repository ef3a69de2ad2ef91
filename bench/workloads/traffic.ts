/** The workloads in which bytes flow. */

import type { Sample } from '../harness/results';
import {
  BUSY,
  CPU,
  figure,
  LATENCY,
  MEGABYTES,
  megabytes,
  operations,
  RATE,
  type Workload,
} from './workload';

const DATA = { echo: 'data', drains: false } as const;

function request(id: string, title: string, depth: number): Workload {
  return {
    id,
    title,
    metrics: [RATE, CPU, BUSY, ...LATENCY],
    wish: DATA,
    seconds: 4,
    connections: 50,
    close: true,
    async run(field) {
      const figures = { connections: 50, depth, size: 64, sources: 1 };
      const time = field.quick ? { warmup: 0.3, seconds: 0.5 } : { warmup: 1.5, seconds: 1.8 };
      return operations(
        await field.client('request', await field.server(), { ...figures, ...time }),
      );
    },
  };
}

const bulk: Workload = {
  id: 'bulk',
  title: 'Bulk echo of 256 MiB on one connection, 1 MiB in flight',
  metrics: MEGABYTES,
  wish: { echo: 'pipe', drains: false },
  seconds: 2,
  connections: 1,
  close: true,
  async run(field) {
    // 256 MiB take a tenth of a second: a few passes, a connection each, make one measurement.
    const figures = await field.client('bulk', await field.server(), {
      bytes: 256 * 2 ** 20,
      window: 2 ** 20,
      passes: field.quick ? 2 : 6,
    });
    return megabytes(figures);
  },
};

const fanIn: Workload = {
  id: 'fan-in',
  title: 'Fan-in: 1,000 connections, each asking every half second',
  // The rate is the clients' choice, so only the cost says something of the server.
  metrics: [CPU, ...LATENCY],
  wish: DATA,
  seconds: 3.5,
  connections: 1_000,
  async run(field) {
    const figures = await field.client('fan-in', await field.server(), {
      connections: field.connections,
      size: 64,
      interval: 0.5,
      ...(field.quick ? { warmup: 0.5, seconds: 0.7 } : { warmup: 0.5, seconds: 2.5 }),
    });
    const { rate: _, busy: __, ...rest } = operations(figures);
    return rest;
  },
};

function connect(id: string, atOnce: number): Workload {
  return {
    id,
    title: `Connect, request, close; ${atOnce} at a time`,
    metrics: [RATE, CPU, BUSY, ...LATENCY],
    wish: DATA,
    seconds: 4,
    connections: atOnce,
    close: true,
    async run(field) {
      const figures = { connections: atOnce, size: 64, sources: 16 };
      const time = field.quick ? { warmup: 0.3, seconds: 0.5 } : { warmup: 1.5, seconds: 1.8 };
      return operations(
        await field.client('connect', await field.server(), { ...figures, ...time }),
      );
    },
  };
}

/** Connections that have been served before a burst, so that it does not meet a cold server. */
const WARM = 5_000;

const burst: Workload = {
  id: 'burst',
  title: 'A burst: 10,000 connect at once, ask and close',
  metrics: [{ id: 'seconds', title: 'time', unit: 's', compare: 'times' }, CPU, ...LATENCY],
  wish: DATA,
  seconds: 6,
  connections: 10_000,
  async run(field) {
    const server = await field.server();
    const load = { size: 64, sources: 16, warmup: 0, seconds: 60 };
    await field.client('connect', server, { ...load, connections: 16, count: WARM });
    const count = field.connections;
    const figures = await field.client('connect', server, { ...load, connections: count, count });
    const { cpu, p50, p99, p999 } = operations(figures) as Record<string, number>;
    return { seconds: figure(figures, 'seconds'), cpu, p50, p99, p999 } as Sample;
  },
};

export const TRAFFIC: readonly Workload[] = [
  request('request', 'Request/response, 50 connections', 1),
  request('pipelined', 'The same, 16 requests in flight on each', 16),
  bulk,
  fanIn,
  connect('connect', 16),
  connect('connect-50', 50),
  burst,
];
