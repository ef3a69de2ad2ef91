/** The machine that the benchmark runs on: its cores, its limits, and who else is using it. */

import { readFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';

function read(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}

/** `0-2,5` as `[0, 1, 2, 5]`, the way the kernel writes lists of processors. */
export function parseCpuList(text: string): number[] {
  return text
    .trim()
    .split(',')
    .filter((range) => range !== '')
    .flatMap((range) => {
      const [first, last = first] = range.split('-').map(Number) as [number, number?];
      return Array.from({ length: (last as number) - first + 1 }, (_, i) => first + i);
    });
}

export interface Cores {
  server: number;
  client: number;
}

/**
 * A core for the server and another for the client, on different physical cores where the machine
 * has them, or undefined when there are not two to choose from.
 */
export function chooseCores(
  allowed: readonly number[],
  siblings: (core: number) => number[],
): Cores | undefined {
  const server = allowed[0];
  if (server === undefined) return undefined;
  const others = allowed.filter((core) => core !== server);
  const client = others.find((core) => !siblings(server).includes(core)) ?? others[0];
  return client === undefined ? undefined : { server, client };
}

export function cores(): Cores | undefined {
  const allowed = /Cpus_allowed_list:\s*(\S+)/.exec(read('/proc/self/status') ?? '')?.[1];
  if (!allowed) return undefined;
  return chooseCores(parseCpuList(allowed), (core) =>
    parseCpuList(read(`/sys/devices/system/cpu/cpu${core}/topology/thread_siblings_list`) ?? ''),
  );
}

/** Open files that a process here may have; Infinity where the system does not say. */
export function descriptorLimit(): number {
  const hard = /^Max open files\s+\S+\s+(\S+)/m.exec(read('/proc/self/limits') ?? '')?.[1];
  return hard === undefined || hard === 'unlimited' ? Number.POSITIVE_INFINITY : Number(hard);
}

const TICKS_PER_SECOND = 100;

/** Seconds of CPU that everybody (and the hypervisor, which takes its share) used since boot. */
export function busySeconds(stat: string): number {
  const [user, nice, system, , , , , steal] = (stat.split('\n')[0] ?? '')
    .split(/\s+/)
    .slice(1)
    .map(Number);
  // Time in interrupts is left out: on loopback it is mostly the traffic that we make.
  return ((user ?? 0) + (nice ?? 0) + (system ?? 0) + (steal ?? 0)) / TICKS_PER_SECOND;
}

/** Seconds of CPU of this process and of those of its children that have ended. */
export function ownSeconds(stat: string): number {
  // The name in parentheses may hold anything; the numbers start after it, with field 3.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  const ticks = fields.slice(11, 15).reduce((sum, field) => sum + Number(field), 0);
  return ticks / TICKS_PER_SECOND;
}

/** A moment from which to say how much of the machine was others'. */
export interface Mark {
  at: number;
  busy: number;
  own: number;
}

export function mark(): Mark | undefined {
  const all = read('/proc/stat');
  const own = read('/proc/self/stat');
  if (all === undefined || own === undefined) return undefined;
  return { at: performance.now() / 1000, busy: busySeconds(all), own: ownSeconds(own) };
}

/** Share of the machine, 0 to 1, that others used between two marks; our children must have ended. */
export function foreignShare(from: Mark, to: Mark, processors: number): number {
  const foreign = to.busy - from.busy - (to.own - from.own);
  return Math.max(0, foreign / ((to.at - from.at) * processors));
}

export function foreignSince(from: Mark | undefined): number {
  const to = mark();
  return from && to ? foreignShare(from, to, availableParallelism()) : 0;
}

/** More of the machine in the hands of others than this spoils a measurement. */
export const NOISY = 0.05;
const QUIET_SAMPLE_MS = 250;
const QUIET_TRIES = 12;

/** Waits for the machine to be quiet, for a bounded time; at most `budget` milliseconds are spent. */
export async function waitForQuiet(budget: number): Promise<number> {
  const start = performance.now();
  for (let i = 0; i < QUIET_TRIES && performance.now() - start < budget; i++) {
    const from = mark();
    await sleep(QUIET_SAMPLE_MS);
    if (foreignSince(from) <= NOISY) break;
  }
  return performance.now() - start;
}

/** Memory of another process that is in RAM. */
export function residentBytes(pid: number): number {
  const rollup = /^Rss:\s+(\d+) kB/m.exec(read(`/proc/${pid}/smaps_rollup`) ?? '')?.[1];
  const status = rollup ?? /^VmRSS:\s+(\d+) kB/m.exec(read(`/proc/${pid}/status`) ?? '')?.[1];
  if (status === undefined)
    throw new Error('the system does not tell how much memory a process uses');
  return Number(status) * 1024;
}
