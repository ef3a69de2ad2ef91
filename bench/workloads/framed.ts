/** The workloads of lines, each of which has to be found in the bytes and answered by itself. */

import type { Spoken } from '../harness/contenders';
import { BUSY, CPU, LATENCY, operations, RATE, VERSATILE, type Workload } from './workload';

function framed(id: string, title: string, speaks: Spoken, depth: number): Workload {
  return {
    id,
    title,
    metrics: [RATE, CPU, BUSY, ...LATENCY],
    wish: { echo: 'data', drains: false, speaks },
    seconds: 4,
    connections: 50,
    close: true,
    slow: true,
    leftOut: VERSATILE,
    async run(field) {
      const figures = { connections: 50, depth, size: 64, sources: 1, lines: 1 };
      const time = field.quick ? { warmup: 0.3, seconds: 0.5 } : { warmup: 1.5, seconds: 1.8 };
      return operations(
        await field.client('request', await field.server(), { ...figures, ...time }),
      );
    },
  };
}

export const FRAMED: readonly Workload[] = [
  framed('lines', 'Lines by a codec and a chart, 50 connections, 16 lines in flight', 'lines', 16),
  framed(
    'turns',
    'Request/response in lines, a guard, an assign and another state each',
    'turns',
    1,
  ),
];
