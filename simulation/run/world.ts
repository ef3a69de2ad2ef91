import type { AnyEventObject } from 'xstate';
import type { SelectorRef } from '../../actors/listener/selectorService';
import type { Carried, SimulatedNetwork } from '../../actors/transport/simulated/api';
import { TraceHash } from '../../actors/transport/simulated/chance/traceHash';
import { simulatedNetwork } from '../../actors/transport/simulated/simulatedNetwork';
import type { ConnectionInfo, ServerAddress } from '../../machines/connection/connectionInfo';
import type { ConnectionEnd, CsaEvent } from '../../machines/connection/csaMessages';
import {
  type ResolvedServerOptions,
  resolveServerOptions,
} from '../../machines/options/serverOptions';
import { patience } from '../../machines/server/serverCore';
import type { Oracle, Violation } from '../oracles/violation';
import { PORT } from '../plan/generateServer';
import type { Plan } from '../plan/plan';
import { protocolNamed } from '../protocols';
import type { ByteSource, SimulatedProtocol } from '../protocols/simulatedProtocol';
import { Client } from './client';
import { Connection } from './connection';
import type { Way } from './link';
import { ServerModel } from './serverModel';
import { SingleClient } from './singleClient';

/** Violations that are kept: what follows the first few is mostly their consequence. */
const MOST_VIOLATIONS = 5;

/** Steps between two of the plan after which something answers itself for ever. */
const MOST_STEPS = 200_000;

/** Slow on purpose, or with words of their own: their buffers may hold more than the mark and a chunk. */
const IMMODEST: ReadonlySet<string> = new Set(['slow']);

/** How long the plan lets bytes be under way. */
function wayOf({ network, steps }: Plan): Way {
  const { latency = 1, rate = 125_000, faults } = network;
  const jitters = steps.map((step) => ('faults' in step ? (step.faults.jitter ?? 0) : 0));
  return { delay: latency + Math.max(faults?.jitter ?? 0, ...jitters), rate };
}

/** All that a run consists of, and what is known of it. */
export class World {
  readonly network: SimulatedNetwork;
  readonly options: ResolvedServerOptions;
  readonly protocol: SimulatedProtocol;
  readonly clients = new Map<number, Client>();
  readonly connections = new Map<number, Connection>();
  readonly violations: Violation[] = [];
  readonly server: ServerModel;
  readonly single: SingleClient | undefined;
  /** Nobody says more than an answer at a time. */
  readonly isModest: boolean;
  /** The selector of the server's system, once there is one. */
  selector: SelectorRef | undefined;
  /** How long bytes are under way on its links. */
  readonly way: Way;
  private readonly hash = new TraceHash();
  private readonly byPort = new Map<number, Client>();
  private readonly byLink = new Map<string, Client>();
  /** Bytes that had arrived at each link when the server was asked to shut down. */
  private arrivedBefore: Map<Client, number> | undefined;

  constructor(readonly plan: Plan) {
    const { server, seed } = plan;
    this.network = simulatedNetwork({ maxSteps: MOST_STEPS, ...plan.network, seed });
    this.options = resolveServerOptions(server.options);
    this.protocol = protocolNamed(server.protocol);
    this.server = new ServerModel(this);
    this.single = server.kind === 'singleServer' ? new SingleClient(this) : undefined;
    this.isModest = this.single === undefined && !IMMODEST.has(server.protocol);
    this.way = wayOf(plan);
    this.network.watch((carried) => this.carried(carried));
  }

  get now(): number {
    return this.network.clock.now();
  }

  /** Where clients find the server, or found it last. */
  get address(): ServerAddress | { readonly port: number } {
    const { address } = this.server;
    return address === undefined
      ? { port: PORT }
      : { port: 'port' in address ? address.port : PORT };
  }

  /** Handlers are asked to finish whether or not they have read everything. */
  get isInsisting(): boolean {
    const { askedAt } = this.server;
    return askedAt !== undefined && this.now >= askedAt + patience(this.plan.server.options);
  }

  readonly fail = (oracle: Oracle, message: string): void => {
    if (this.violations.length >= MOST_VIOLATIONS) return;
    const at = this.now - (this.plan.network.startsAt ?? 0);
    this.violations.push({ oracle, message, at });
  };

  client(number: number): Client {
    const known = this.clients.get(number);
    if (known !== undefined) return known;
    const made = new Client(number, this);
    this.clients.set(number, made);
    return made;
  }

  clientConnects(client: Client): void {
    if (client.port !== undefined) this.byPort.set(client.port, client);
    this.byLink.set(`c${client.number}`, client);
  }

  saysTo(info: ConnectionInfo, client: number): ByteSource {
    return this.single?.says(info) ?? this.protocol.says(info, client);
  }

  /** A CSA is given bytes to send. */
  saysToClient(connection: Connection, data: Uint8Array): void {
    this.single?.given(connection, data);
  }

  /** Bytes of the connection that had reached the server's kernel when it was asked to shut down. */
  arrivedAtShutdown({ client }: Connection): number {
    return this.arrivedBefore?.get(client) ?? 0;
  }

  /** The server is asked to drain now. */
  shutdownIsAsked(): void {
    if (this.arrivedBefore !== undefined) return;
    this.arrivedBefore = new Map();
    for (const client of this.clients.values()) {
      this.arrivedBefore.set(client, client.link.arrived);
    }
  }

  /** A connection was ended by an event that says why: it has to be true. */
  endIsPlausible(connection: Connection): void {
    const { howDied } = connection.model;
    const { server } = this;
    const { handler } = connection;
    const isTrue =
      howDied === 'handlerError'
        ? handler.crashed
        : howDied === 'shutdownTimeout'
          ? server.isOverdue
          : howDied !== 'aborted' || handler.saidAbort || server.isAborted;
    if (!isTrue) this.fail('howDied', `${connection} is ended as ${howDied} without a reason`);
  }

  /** A connection has come to the server. */
  newConnection(info: ConnectionInfo, descriptor: number): void {
    const client = this.byPort.get(info.peerport);
    if (client === undefined) {
      this.fail('server', `a connection from port ${info.peerport}, where nobody is`);
      return;
    }
    if (this.connections.has(info.id)) this.fail('oneEnd', `connection ${info.id} comes twice`);
    const connection = new Connection(this, info, descriptor, client);
    client.connection = connection;
    this.connections.set(info.id, connection);
  }

  csaReceives(id: number, event: AnyEventObject): void {
    this.connections.get(id)?.csaReceives(event as unknown as CsaEvent);
  }

  handlerReceives(id: number, event: AnyEventObject): void {
    this.connections.get(id)?.handlerReceives(event);
  }

  socketShutdown(end: ConnectionEnd): void {
    this.connections.get(end.connection.id)?.hasEnded(end);
  }

  /** Goes into the trace. */
  trace(...words: readonly (string | number | undefined)[]): void {
    this.hash.bytes(Buffer.from(words.join(' ')));
  }

  /** A hash of all that the network carried and the server said. */
  traceHash(): string {
    return `${this.network.traceHash()}-${this.hash}`;
  }

  private carried(carried: Carried): void {
    this.byLink.get(carried.link)?.link.note(carried);
  }
}
