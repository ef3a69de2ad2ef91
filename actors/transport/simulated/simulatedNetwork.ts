/** A transport in virtual time: for tests of servers, scripts, and the simulator. */

import { dirname } from 'node:path';
import type { PeerAddress, ServerAddress } from '../../../machines/connection/connectionInfo';
import type { ClientTlsOptions } from '../../../machines/options/clientTlsOptions';
import type { TlsOptions } from '../../../machines/options/tlsOptions';
import { deliveredBy } from '../deliveredBy';
import { takenBySystem, unsentOf } from '../systemHandle';
import type {
  ClientSecurity,
  Connecting,
  ConnectingEvents,
  ConnectRequest,
  Delivery,
  Listening,
  ListeningEvents,
  ListenRequest,
  Security,
  TransportSocket,
} from '../transport';
import type {
  Carried,
  NetworkFaults,
  SimulatedClient,
  SimulatedClientTls,
  SimulatedNetwork,
  SimulatedNetworkOptions,
} from './api';
import { Dice } from './chance/dice';
import { Random } from './chance/random';
import { Trace } from './chance/trace';
import { Link } from './kernel/link';
import type { Clogged, Medium } from './kernel/medium';
import { EventLoop, NANOSECONDS } from './loop/eventLoop';
import { LoopClock } from './loop/virtualClock';
import { unknownHost } from './network/addresses';
import { ClientEnd } from './network/clientEnd';
import { clientPortAfter, FIRST_CLIENT_PORT } from './network/clientPorts';
import { Handshake, type HandshakeHome, keepAliveOf, type Target } from './network/handshake';
import { LinkNames } from './network/linkNames';
import { Ports } from './network/ports';
import { SimulatedConnecting } from './network/simulatedConnecting';
import { type ListeningHome, SimulatedListening } from './network/simulatedListening';
import { tcpTarget, unixTarget } from './network/targets';
import { checkedFaults, chosenOptions } from './options';
import { type Libuv, libuvOf } from './socket/libuv';
import { SimulatedSocket } from './socket/simulatedSocket';
import { secureClient } from './tls/secureClient';
import { SimulatedClientSecurity } from './tls/simulatedClientSecurity';
import { SimulatedSecurity } from './tls/simulatedSecurity';
import { Wallet } from './tls/wallet';

const ONE_HOUR = 3_600_000;

/** What timers count as in traces. */
const CLOCK = { name: 'clock', number: 0 };

class Network implements SimulatedNetwork, Medium, ListeningHome, HandshakeHome {
  readonly name = 'simulated';
  readonly seed: number;
  readonly clock: LoopClock;
  readonly loop: EventLoop;
  readonly trace: Trace;
  // The root of all random streams; `random()` below is the transport's.
  readonly streams: Random;
  readonly latency: number;
  readonly byteTime: number;
  readonly sendBuffer: number;
  readonly receiveBuffer: number;
  readonly clogged = new Set<Clogged>();
  readonly wallet = new Wallet();
  private readonly clientBuffer: number;
  private readonly handshakeTime: number;
  readonly ports = new Ports<SimulatedListening>();
  readonly libuv: Libuv;
  private readonly folders: readonly string[] | undefined;
  faults: NetworkFaults;
  private readonly dice: Dice;
  private readonly portNumbers: Random;
  private readonly linkNames = new LinkNames();
  private sockets = 0;
  private clientPort = FIRST_CLIENT_PORT;

  constructor(options: SimulatedNetworkOptions) {
    const chosen = chosenOptions(options);
    this.seed = chosen.seed;
    this.streams = new Random(chosen.seed);
    this.dice = new Dice(this.streams, 'network');
    this.portNumbers = this.streams.sub('ports');
    this.loop = new EventLoop(chosen.maxSteps);
    this.trace = new Trace(this.loop);
    this.latency = Math.round(chosen.latency * NANOSECONDS);
    this.byteTime = NANOSECONDS / chosen.rate;
    this.sendBuffer = chosen.sendBuffer;
    this.receiveBuffer = chosen.receiveBuffer;
    this.clientBuffer = chosen.clientBuffer;
    this.handshakeTime = Math.round(chosen.handshakeTime * NANOSECONDS);
    this.faults = chosen.faults;
    this.folders = chosen.folders;
    this.libuv = libuvOf(chosen.imitates.uv);
    this.clock = new LoopClock(this.loop, chosen.startsAt, {
      jump: () => this.clockJump(),
      fired: () => this.trace.record(CLOCK, 'timer', 'server'),
    });
  }

  listen(request: ListenRequest, events: ListeningEvents): Listening {
    return new SimulatedListening(this, request, events);
  }

  afterTurn(callback: () => void): void {
    this.loop.immediate(callback);
  }

  onData(socket: TransportSocket, listener: (data: Uint8Array) => void): void {
    socket.on('data', listener);
  }

  offData(socket: TransportSocket, listener: (data: Uint8Array) => void): void {
    socket.off('data', listener);
  }

  unsent(socket: TransportSocket, written: number): number {
    return unsentOf(socket, written);
  }

  delivered(socket: TransportSocket, answer: (delivery: Delivery) => void): void {
    const taken = takenBySystem(socket);
    if (!(socket instanceof SimulatedSocket) || socket.localAddress === undefined) {
      answer(taken);
      return;
    }
    // The kernel is read as a file is: what it takes meanwhile is in what it holds, and not in what it took.
    const told = () => answer(deliveredBy(socket, taken, socket.held));
    if (this.faults.split === true) {
      this.loop.after(this.dice.below('asked', NANOSECONDS), () => this.loop.poll(told));
    } else this.loop.poll(told);
  }

  clientSecurity = (tls: ClientTlsOptions): ClientSecurity =>
    new SimulatedClientSecurity(tls, this);

  security = (tls: TlsOptions): Security => new SimulatedSecurity(tls, this);

  compute(done: () => void): void {
    if (this.handshakeTime === 0) done();
    else this.loop.after(this.handshakeTime, done);
  }

  random = (): number => this.portNumbers.next();

  connectionLimit(): undefined {
    return undefined;
  }

  connect(
    to: ServerAddress | { readonly port: number },
    from?: string,
    tls?: SimulatedClientTls,
  ): SimulatedClient {
    const { link, target, socket } = this.socketTo(to, from, this.clientBuffer, () => {});
    const secure = secureClient(this, () =>
      link.dice.happens('stallHandshake', this.faults.stallHandshake),
    );
    const client = new ClientEnd(target.clientPort ?? 0, link, socket, secure, tls);
    new Handshake(this, link, socket, target);
    return client;
  }

  connectTo({ to, options }: ConnectRequest, events: ConnectingEvents): Connecting {
    const unknown = 'path' in to ? undefined : unknownHost(to.host);
    if (unknown !== undefined) return new SimulatedConnecting(this.loop, to, unknown, events);
    this.socketOpened();
    const { link, target, socket } = this.socketTo(to, undefined, options.highWaterMark, () =>
      this.socketClosed(),
    );
    if (options.keepAlive) {
      link.client.keepAlive = keepAliveOf(options.keepAliveInitialDelay);
    }
    new Handshake(this, link, socket, target);
    return new SimulatedConnecting(this.loop, to, socket, events);
  }

  settle(): number {
    return this.loop.settle();
  }

  advance(milliseconds: number): number {
    const until = this.loop.now + Math.round(milliseconds * NANOSECONDS);
    const steps = this.loop.runUntil(until);
    this.loop.passTo(until);
    return steps;
  }

  runToQuiescence(most = ONE_HOUR): number {
    return this.loop.runUntil(this.loop.now + Math.round(most * NANOSECONDS));
  }

  setFaults(faults: NetworkFaults = {}): void {
    this.faults = checkedFaults(faults);
    if ((faults.clog ?? 0) > 0) return;
    for (const link of this.clogged) link.unclog();
  }

  census(): { sockets: number; listening: number; timers: number } {
    return { sockets: this.sockets, listening: this.ports.size, timers: this.clock.pending() };
  }

  watch(watcher: (carried: Carried) => void): void {
    this.trace.watch(watcher);
  }

  traceHash(): string {
    return this.trace.toString();
  }

  /** For inspectors, which show inputs as JSON. */
  toJSON(): object {
    return { transport: this.name, seed: this.seed, ...this.census() };
  }

  addressInUse(): boolean {
    return this.dice.happens('addressInUse', this.faults.addressInUse);
  }

  hasFolder(path: string): boolean {
    return this.folders?.includes(dirname(path)) ?? true;
  }

  socketOpened(): void {
    this.sockets += 1;
  }

  socketClosed(): void {
    this.sockets -= 1;
  }

  private clockJump(): number {
    const { clockJump } = this.faults;
    if (clockJump === undefined || !this.dice.happens('clockJump', clockJump.chance)) return 0;
    return this.dice.below('clockJump', clockJump.milliseconds * NANOSECONDS);
  }

  private nextClientPort(): number {
    const { clientPort } = this;
    this.clientPort = clientPortAfter(clientPort);
    return clientPort;
  }

  private socketTo(
    to: PeerAddress | { readonly port: number },
    from: string | undefined,
    highWaterMark: number,
    closed: () => void,
  ): { readonly link: Link; readonly target: Target; readonly socket: SimulatedSocket } {
    const path = 'path' in to ? to.path : undefined;
    const link = new Link(this, this.linkNames.next(from), path !== undefined);
    const target =
      'path' in to
        ? unixTarget(this.ports, to.path)
        : tcpTarget(this.ports, to, this.nextClientPort());
    const socket = new SimulatedSocket({
      loop: this.loop,
      endpoint: link.client,
      highWaterMark,
      isUnix: link.isUnix,
      connecting: true,
      addresses: {
        remoteAddress: target.host,
        remotePort: target.port,
        localAddress: target.clientHost,
        localPort: target.clientPort,
      },
      libuv: this.libuv,
      closed,
    });
    return { link, target, socket };
  }
}

/**
 * A network in virtual time: give it to a server as its `transport`, and its `clock` to the root actor.
 * Nothing happens on it until it is told to run, and the same seed gives the same run.
 *
 * @example
 * ```ts
 * const network = simulatedNetwork({ seed: 7 });
 * const server = createActor(serverCore, {
 *   input: { port: 7, protocol: echo, transport: network },
 *   clock: network.clock,
 * }).start();
 * const client = network.connect({ port: 7 });
 * client.send(new TextEncoder().encode('hello'));
 * network.advance(10);
 * client.received; // hello
 * ```
 */
export function simulatedNetwork(options: SimulatedNetworkOptions = {}): SimulatedNetwork {
  return new Network(options);
}
