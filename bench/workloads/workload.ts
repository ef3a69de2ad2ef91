/** What a workload is, and what it is given to work with. */

import { setTimeout as sleep } from 'node:timers/promises';
import type { Figures, Generator, Mode } from '../harness/client';
import { nodeGenerator, runClient, Session } from '../harness/client';
import type { Contender, Wish } from '../harness/contenders';
import type { Cores } from '../harness/machine';
import type { Metric, Sample } from '../harness/results';
import { Server } from '../harness/server';

export interface Workload {
  id: string;
  title: string;
  /** The first is the one that the chart shows. */
  metrics: readonly Metric[];
  wish: Wish;
  /** About how long one measurement takes, for the estimate at the start. */
  seconds: number;
  /** Live connections that the server holds at most. */
  connections: number;
  /** Cannot be run with fewer connections than that. */
  fixed?: boolean;
  /** Whether a bar asks for a few percent: then those that it compares are measured in every round. */
  close?: boolean;
  /** Whether it is run only when it is named, or when there is time: not by `--quick` alone. */
  slow?: true;
  /** Why a contender is left out, if it is. */
  leftOut?(contender: Contender): string | undefined;
  /** What is missing on this machine, if something is. */
  unavailable?(): string | undefined;
  run(field: Field): Promise<Sample>;
}

/** A client notices that its server is gone before the server's exit is known. */
const DYING_MS = 200;

/** What a measurement is made with. */
export interface Surroundings {
  readonly generator: Generator;
  /** What starts the server, and how that says where it listens. */
  readonly command: readonly string[];
  readonly listens: RegExp | undefined;
  readonly cores: Cores | undefined;
  readonly quick: boolean;
  readonly connections: number;
}

/** A client in C that speaks TLS would need OpenSSL's headers. */
const SECURED = nodeGenerator('Node, TLS');

/** One measurement's surroundings: fresh servers, clients, and their end. */
export class Field {
  readonly cores: Cores | undefined;
  readonly quick: boolean;
  /** Connections that this contender and this machine can hold, at most the workload's. */
  readonly connections: number;
  readonly #generator: Generator;
  readonly #command: readonly string[];
  readonly #listens: RegExp | undefined;
  readonly #servers: Server[] = [];
  readonly #sessions: Session[] = [];

  constructor({ generator, command, listens, cores, quick, connections }: Surroundings) {
    this.#generator = generator;
    this.#command = command;
    this.#listens = listens;
    this.cores = cores;
    this.quick = quick;
    this.connections = connections;
  }

  async server(): Promise<Server> {
    const server = await Server.start(this.#command, this.cores?.server, this.#listens);
    this.#servers.push(server);
    return server;
  }

  client(mode: Mode, server: Server, figures: Figures): Promise<Figures> {
    return runClient(this.#generator, this.cores?.client, mode, server, figures);
  }

  /** The same by TLS. */
  securedClient(mode: Mode, server: Server, figures: Figures): Promise<Figures> {
    return runClient(SECURED, this.cores?.client, mode, server, { ...figures, secured: 1 });
  }

  session(server: Server): Session {
    const session = new Session(this.#generator, this.cores?.client, 'session', server, {
      size: 64,
    });
    this.#sessions.push(session);
    return session;
  }

  /** A server that died says more than its client, which merely lost it. */
  async explain(error: unknown): Promise<string> {
    await sleep(DYING_MS);
    const died = this.#servers.map((server) => server.died()).find((why) => why !== undefined);
    const text = error instanceof Error ? error.message : String(error);
    return died ? `${died}; ${text}` : text;
  }

  async close(): Promise<void> {
    await Promise.all([...this.#sessions, ...this.#servers].map((one) => one.stop()));
  }
}

/** A figure of the client's answer, which must be there. */
export function figure(figures: Figures, name: string): number {
  const value = figures[name];
  if (value === undefined || !Number.isFinite(value))
    throw new Error(`client: no figure '${name}'`);
  return value;
}

export const RATE: Metric = { id: 'rate', title: 'rate', unit: '/s', compare: 'rate' };
export const CPU: Metric = { id: 'cpu', title: 'CPU/op', unit: 'us', compare: 'cost' };
/** Share of its core that the server used: below 100 somebody else was the bottleneck. */
export const BUSY: Metric = { id: 'busy', title: 'busy', unit: '%' };
/** How long one operation in two, in a hundred and in a thousand takes at least. */
export const LATENCY: readonly Metric[] = [
  { id: 'p50', title: 'p50', unit: 'us' },
  { id: 'p99', title: 'p99', unit: 'us' },
  { id: 'p999', title: 'p99.9', unit: 'us' },
];

/** Operations per second, server CPU per operation and how long they took. */
export function operations(figures: Figures): Sample {
  const done = figure(figures, 'operations');
  if (done === 0) throw new Error('client: no operation was done');
  return {
    rate: done / figure(figures, 'seconds'),
    cpu: (figure(figures, 'cpu') / done) * 1e6,
    busy: (figure(figures, 'cpu') / figure(figures, 'seconds')) * 100,
    p50: figure(figures, 'p50'),
    p99: figure(figures, 'p99'),
    p999: figure(figures, 'p999'),
  };
}

export const VERSATILE = ({ versatile }: Contender): string | undefined =>
  versatile ? undefined : 'knows nothing but an echo in plain text';

/** Bytes echoed by one connection per second, in megabytes, and what each cost. */
export const MEGABYTES: readonly Metric[] = [
  { id: 'rate', title: 'rate', unit: 'MB/s', compare: 'rate' },
  { id: 'cpu', title: 'CPU/MB', unit: 'us', compare: 'cost' },
  BUSY,
];

export function megabytes(figures: Figures): Sample {
  const moved = figure(figures, 'bytes') / 1e6;
  return {
    rate: moved / figure(figures, 'seconds'),
    cpu: (figure(figures, 'cpu') / moved) * 1e6,
    busy: (figure(figures, 'cpu') / figure(figures, 'seconds')) * 100,
  };
}
