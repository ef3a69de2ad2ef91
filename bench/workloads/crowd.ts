/** The workloads about many connections that say nothing: their memory, what the next one costs, their end. */

import { setTimeout as sleep } from 'node:timers/promises';
import { residentBytes } from '../harness/machine';
import { type Field, figure, type Workload } from './workload';

/** Long enough for a server's collector and allocator to come to rest after a burst. */
const SETTLE_MS = 700;

const memory: Workload = {
  id: 'memory',
  title: 'Memory per idle connection, 10,000 connections',
  metrics: [{ id: 'bytes', title: 'resident', unit: 'B', compare: 'times' }],
  wish: { echo: 'pipe', drains: false },
  seconds: 3,
  connections: 10_000,
  async run(field) {
    const server = await field.server();
    await sleep(SETTLE_MS);
    const before = residentBytes(server.pid);
    await field.session(server).ask(`open ${field.connections}`);
    await sleep(SETTLE_MS);
    return { bytes: (residentBytes(server.pid) - before) / field.connections };
  },
};

const RUNGS = [1_000, 5_000, 10_000, 15_000] as const;
/** Enough at each rung for what the collector does now and then to be in the figure. */
const PROBES = 6_000;
/** A server whose cost grows gets no more than this long at each rung. */
const PROBE_SECONDS = 1.5;

const ladder: Workload = {
  id: 'ladder',
  title: 'Growth of what a connection costs, from 1,000 to 15,000 live ones',
  metrics: [
    { id: 'growth', title: 'growth (CPU)', unit: '', compare: 'times' },
    { id: 'wallGrowth', title: 'growth (time)', unit: '' },
    ...RUNGS.map((live) => ({ id: `cpu${live}`, title: `CPU at ${live / 1000}k`, unit: 'us' })),
  ],
  wish: { echo: 'pipe', drains: false },
  seconds: 4,
  connections: 15_000,
  async run(field) {
    const session = field.session(await field.server());
    const probes = field.quick ? PROBES / 3 : PROBES;
    const cost = async (live: number) => {
      const figures = await session.ask(`probe ${probes} 16 ${PROBE_SECONDS}`);
      const done = figure(figures, 'operations');
      return {
        live,
        cpu: (figure(figures, 'cpu') / done) * 1e6,
        wall: (figure(figures, 'seconds') / done) * 1e6,
      };
    };
    const rungs: Awaited<ReturnType<typeof cost>>[] = [];
    for (const live of RUNGS.filter((rung) => rung <= field.connections)) {
      await session.ask(`open ${live}`);
      // The first connections of a process pay for its compiler, not for the number of live ones.
      if (rungs.length === 0) await cost(live);
      rungs.push(await cost(live));
    }
    const [first] = rungs;
    const last = rungs.at(-1);
    if (!first || !last || first === last) throw new Error('too few connections to compare');
    return {
      growth: last.cpu / first.cpu,
      wallGrowth: last.wall / first.wall,
      ...Object.fromEntries(rungs.map(({ live, cpu }) => [`cpu${live}`, cpu])),
    };
  },
};

/** Seconds from asking a fresh server to drain until it holds nothing. */
async function drainOf(field: Field, connections: number): Promise<number> {
  const server = await field.server();
  const session = field.session(server);
  await session.ask(`open ${connections}`);
  await sleep(SETTLE_MS);
  await session.ask('drain');
  const [{ seconds }, seen] = await Promise.all([
    server.ask<{ seconds: number }>('drain'),
    session.answer(),
  ]);
  if (figure(seen, 'ended') !== connections) {
    throw new Error(`draining reset ${figure(seen, 'reset')} of ${connections} connections`);
  }
  await Promise.all([session.stop(), server.stop()]);
  return Math.max(seconds, figure(seen, 'sinceAsked'));
}

const drain: Workload = {
  id: 'drain',
  title: 'Drain of 10,000 idle connections',
  metrics: [
    { id: 'seconds', title: 'time', unit: 's', compare: 'times' },
    { id: 'half', title: 'of half as many', unit: 's' },
    { id: 'growth', title: 'growth', unit: '' },
  ],
  wish: { echo: 'pipe', drains: true },
  seconds: 5,
  connections: 10_000,
  leftOut: ({ answers }) => (answers ? undefined : 'cannot be asked to drain'),
  async run(field) {
    const half = await drainOf(field, field.connections / 2);
    const seconds = await drainOf(field, field.connections);
    return { seconds, half, growth: seconds / half };
  },
};

export const CROWD: readonly Workload[] = [memory, ladder, drain];
