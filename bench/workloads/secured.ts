/** The same traffic by TLS, beside `node:tls`. Its client is on Node: by rate the servers may wait for it. */

import {
  BUSY,
  CPU,
  LATENCY,
  MEGABYTES,
  megabytes,
  operations,
  RATE,
  VERSATILE,
  type Workload,
} from './workload';

const SECURED = { drains: false, secured: true } as const;

const request: Workload = {
  id: 'tls-request',
  title: 'Request/response by TLS, 50 connections',
  metrics: [RATE, CPU, BUSY, ...LATENCY],
  wish: { ...SECURED, echo: 'data' },
  seconds: 4,
  connections: 50,
  close: true,
  slow: true,
  leftOut: VERSATILE,
  async run(field) {
    const figures = { connections: 50, depth: 1, size: 64, sources: 1 };
    const time = field.quick ? { warmup: 0.3, seconds: 0.5 } : { warmup: 1.5, seconds: 1.8 };
    return operations(
      await field.securedClient('request', await field.server(), { ...figures, ...time }),
    );
  },
};

const bulk: Workload = {
  id: 'tls-bulk',
  title: 'Bulk echo of 128 MiB by TLS on one connection, 1 MiB in flight',
  metrics: MEGABYTES,
  wish: { ...SECURED, echo: 'pipe' },
  seconds: 4,
  connections: 1,
  close: true,
  slow: true,
  leftOut: VERSATILE,
  async run(field) {
    return megabytes(
      await field.securedClient('bulk', await field.server(), {
        bytes: 128 * 2 ** 20,
        window: 2 ** 20,
        passes: field.quick ? 1 : 3,
        sources: 1,
      }),
    );
  },
};

const handshakes: Workload = {
  id: 'handshakes',
  title: 'Connect, whole handshake, request, close; 16 at a time',
  metrics: [RATE, CPU, BUSY, ...LATENCY],
  wish: { ...SECURED, echo: 'data' },
  seconds: 5,
  connections: 16,
  close: true,
  slow: true,
  leftOut: VERSATILE,
  async run(field) {
    const figures = { connections: 16, size: 64, sources: 16 };
    const time = field.quick ? { warmup: 0.5, seconds: 0.8 } : { warmup: 2, seconds: 2.5 };
    return operations(
      await field.securedClient('connect', await field.server(), { ...figures, ...time }),
    );
  },
};

export const SECURED_TRAFFIC: readonly Workload[] = [request, bulk, handshakes];
