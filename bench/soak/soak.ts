/** Mixed load on a server for a long time: does it stay level, does it pause, does anything stay behind? */

import { connect } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { canPin, ended, lines, start } from '../harness/child';
import { cores, foreignSince, mark, residentBytes } from '../harness/machine';
import { nodeCommand } from '../harness/paths';
import { Server } from '../harness/server';
import type { Counts, Delay } from '../servers/serve';
import { type Finding, judgeSoak, type MemorySample, memoryWindows, type Soaked } from './judge';
import type { Load } from './load';

export interface SoakOptions {
  /** How long the load lasts on xstate-net. */
  seconds: number;
  /**
   * How long on plain node:net, whose pauses are the measure: half of it before and half after, so that
   * a machine that gets busier or quieter meanwhile does not decide. Default as long as on xstate-net, at
   * most three minutes.
   */
  plainSeconds?: number;
  /** Connections begun in a second. */
  rate?: number;
  /** Told of what is going on, about every second. */
  progress?: (text: string) => void;
}

export interface SoakResult {
  ok: boolean;
  findings: Finding[];
  ours: Soaked;
  /** Before and after. */
  plain: Soaked[];
}

const DEFAULT_RATE = 250;
const PLAIN_SECONDS = 180;
const SEED = 20_231;
/** Idle clients are ended after so long. */
const IDLE_MS = 1_000;
const SAMPLE_MS = 500;
/** What a server may take to let go of its last connections. */
const SETTLE_TRIES = 20;

const here = (...path: string[]) => join(__dirname, ...path);
const idle = ['--idle', String(IDLE_MS)];
const OURS = nodeCommand(here('../servers/xstateNet.ts'), ...idle);
const PLAIN = nodeCommand(here('../servers/plain.ts'), '--registry', ...idle);

/** One connection, so that what a server makes at the first one is there before anything is counted. */
async function knock(port: number): Promise<void> {
  const socket = connect({ port, host: '127.0.0.1' });
  socket.end('knock');
  socket.resume();
  await new Promise((resolve, reject) => {
    socket.on('close', resolve);
    socket.on('error', reject);
  });
  await sleep(100);
}

async function runLoad(port: number, seconds: number, rate: number, core?: number): Promise<Load> {
  const figures = { port, seconds, rate, seed: SEED };
  const args = Object.entries(figures).flatMap(([name, value]) => [`--${name}`, String(value)]);
  const child = start(core, nodeCommand(here('load.ts'), ...args), {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let line: string | undefined;
  if (child.stdout) {
    lines(child.stdout, (text) => {
      line = text;
    });
  }
  const how = await ended(child);
  if (line === undefined) throw new Error(`the load ended without a result: ${how}`);
  return JSON.parse(line) as Load;
}

/** Counts once the last connection is gone, or what is left after some seconds of waiting for it. */
async function settled(server: Server): Promise<Counts> {
  let counts = await server.ask<Counts>('counts');
  for (let i = 0; i < SETTLE_TRIES && (counts['open sockets'] ?? 0) > 0; i++) {
    await sleep(SAMPLE_MS);
    counts = await server.ask<Counts>('counts');
  }
  return counts;
}

async function soakOne(
  name: string,
  command: readonly string[],
  seconds: number,
  { rate = DEFAULT_RATE, progress }: SoakOptions,
): Promise<Soaked> {
  const pinned = canPin() ? cores() : undefined;
  const from = mark();
  const server = await Server.start(command, pinned?.server);
  try {
    await knock(server.port);
    const before = await server.ask<Counts>('counts');
    const memory: MemorySample[] = [];
    const begun = performance.now();
    let listening = false;
    const timer = setInterval(() => {
      const at = (performance.now() - begun) / 1000;
      memory.push({ at, bytes: residentBytes(server.pid) });
      progress?.(
        `${name}: ${Math.round(at)} of ${seconds} s, ${Math.round((memory.at(-1)?.bytes ?? 0) / 2 ** 20)} MiB`,
      );
      // The compiler's own pauses at the start are no news.
      if (listening || at < memoryWindows(seconds).from) return;
      listening = true;
      void server.ask('delay.start');
    }, SAMPLE_MS);
    const load = await runLoad(server.port, seconds, rate, pinned?.client).finally(() =>
      clearInterval(timer),
    );
    const delay = await server.ask<Delay>('delay.report');
    const idleCounts = await settled(server);
    await server.ask('drain');
    const drained = await server.ask<Counts>('counts');
    await server.stop();
    return {
      load,
      memory,
      delay,
      counts: { before, idle: idleCounts, drained },
      foreign: foreignSince(from),
    };
  } catch (error) {
    throw new Error(`${name}: ${server.died() ?? (error as Error).message}`);
  } finally {
    await server.stop();
  }
}

/** The same load on both: plain node:net, xstate-net, and plain node:net again. */
export async function soak(options: SoakOptions): Promise<SoakResult> {
  const { seconds, plainSeconds = Math.min(seconds, PLAIN_SECONDS) } = options;
  const half = () => soakOne('plain node:net', PLAIN, plainSeconds / 2, options);
  const before = await half();
  const ours = await soakOne('xstate-net', OURS, seconds, options);
  const plain = [before, await half()];
  const findings = judgeSoak(ours, plain, seconds);
  return { ok: findings.every(({ ok }) => ok), findings, ours, plain };
}
