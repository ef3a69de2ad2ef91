import type { NetworkFaults } from '../api';
import type { Link } from '../kernel/link';
import { NANOSECONDS } from '../loop/eventLoop';
import type { Libuv } from '../socket/libuv';
import { SimulatedSocket } from '../socket/simulatedSocket';
import { systemError } from '../socket/socketError';
import { type BoundAddress, seenBy } from './addresses';
import type { SimulatedListening } from './simulatedListening';

/** When Linux gives up a connection attempt that nobody answers: `tcp_syn_retries` of 6. */
const CONNECTING_GIVES_UP = 127_000 * NANOSECONDS;

/** Linux's own keep-alive: two hours of silence, then nine probes 75 seconds apart. */
const KEEP_ALIVE_DELAY = 7_200_000;
const KEEP_ALIVE_PROBES = 9 * 75_000;

/** Nanoseconds after which keep-alive probes have found out that a peer is gone. */
export const keepAliveOf = (initialDelay: number): number =>
  ((initialDelay || KEEP_ALIVE_DELAY) + KEEP_ALIVE_PROBES) * NANOSECONDS;

/** What a connection attempt needs of its network. */
export interface HandshakeHome {
  readonly faults: NetworkFaults;
  readonly libuv: Libuv;
  socketOpened(): void;
  socketClosed(): void;
}

/** Where an attempt goes to. */
export interface Target {
  /** For the error that says it could not be reached. */
  readonly described: string;
  readonly host: string | undefined;
  readonly port: number | undefined;
  readonly clientHost: string | undefined;
  readonly clientPort: number | undefined;
  /** What a unix path that nobody made is answered with. */
  readonly errorIfNobody: 'ECONNREFUSED' | 'ENOENT';
  find(): SimulatedListening | undefined;
}

/** One attempt to connect: SYN, SYN and ACK, ACK, and then accept(2); each can go wrong. */
export class Handshake {
  constructor(
    private readonly home: HandshakeHome,
    private readonly link: Link,
    private readonly client: SimulatedSocket,
    private readonly target: Target,
  ) {
    this.travel(() => this.synArrived());
  }

  private travel(arrive: () => void): void {
    const { loop } = this.link.medium;
    loop.at(loop.now + this.link.latency, arrive);
  }

  private synArrived(): void {
    const { link, home, target } = this;
    if (link.dice.happens('hang', home.faults.hang)) {
      link.medium.loop.after(CONNECTING_GIVES_UP, () => this.refuse('ETIMEDOUT'));
      return;
    }
    const listener = target.find();
    const code = listener === undefined ? target.errorIfNobody : 'ECONNREFUSED';
    if (listener === undefined || link.dice.happens('refuse', home.faults.refuse)) {
      this.travel(() => this.refuse(code));
    } else this.travel(() => this.answered(listener));
  }

  private refuse(code: string): void {
    const { link, client, target } = this;
    link.carried('refused', 'client');
    link.medium.loop.poll(() => client.refused(systemError('connect', code, target.described)));
  }

  private answered(listener: SimulatedListening): void {
    const { link, client } = this;
    // Who gave up meanwhile does not answer, and accept(2) never hears of it.
    if (client.destroyed) return;
    link.carried('connected', 'client');
    link.medium.loop.poll(() => client.connected());
    this.travel(() => this.established(listener));
  }

  private established(listener: SimulatedListening): void {
    const { link } = this;
    link.carried('connected', 'server');
    link.medium.loop.poll(() => this.accept(listener));
  }

  private accept(listener: SimulatedListening): void {
    const { link, home } = this;
    const { faults } = home;
    // The queue of what was not accepted goes with its listening socket.
    if (!listener.isListening) link.server.abort();
    else if (link.dice.happens('outOfDescriptors', faults.outOfDescriptors)) link.server.close();
    else if (link.dice.happens('acceptAborted', faults.acceptAborted)) {
      link.server.abort();
      listener.acceptFailed('ECONNABORTED');
    } else {
      home.socketOpened();
      listener.connection(this.accepted(listener));
    }
  }

  private accepted(listener: SimulatedListening): SimulatedSocket {
    const { link, home, target } = this;
    const { highWaterMark, keepAlive, keepAliveInitialDelay } = listener.request.options;
    if (keepAlive) {
      link.server.keepAlive = keepAliveOf(keepAliveInitialDelay);
    }
    return new SimulatedSocket({
      loop: link.medium.loop,
      endpoint: link.server,
      highWaterMark,
      isUnix: link.isUnix,
      connecting: false,
      addresses: {
        remoteAddress: addressFor(listener.bound, target.clientHost),
        remotePort: target.clientPort,
        localAddress: addressFor(listener.bound, target.host),
        localPort: target.port,
      },
      libuv: home.libuv,
      closed: () => home.socketClosed(),
    });
  }
}

function addressFor(bound: BoundAddress, host: string | undefined): string | undefined {
  return host === undefined ? undefined : seenBy(bound, host);
}
