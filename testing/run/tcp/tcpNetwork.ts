import type { Socket } from 'node:net';
import type { TransportClock } from '../../../actors/transport/environment';
import { tcpTransport } from '../../../actors/transport/tcp/tcpTransport';
import type { Transport } from '../../../actors/transport/transport';
import { completeTransport } from '../../../actors/transport/transportOf';
import { BadScript } from '../../script/badScript';
import type { ClientTls } from '../certificates';
import { ObservedTransport } from '../observedTransport';
import { seededRandom } from '../random';
import type { ScriptClient } from '../scriptClient';
import type { Rest, ScriptNetwork } from '../scriptNetwork';
import { isPairAtRest } from './atRest';
import { isSecuredPairAtRest } from './securedAtRest';
import { TcpClient } from './tcpClient';
import { VirtualTime } from './virtualTime';

/** Turns of the event loop in which nothing may happen before all counts as at rest. */
const QUIET_TURNS = 3;

/** Turns that something may take to come to rest, however slow the machine is. */
const PATIENT_TURNS = 1_000;

/** Timers that one `advance` may fire before it gives up. */
const MOST_TIMERS = 100_000;

const turn = () => new Promise<void>((resolve) => setImmediate(resolve));

export interface TcpNetworkOptions {
  readonly seed: number;
  /** Real milliseconds that something may take to come to rest. */
  readonly patience: number;
  /** Grows with everything that happens inside the server. */
  readonly activity: () => number;
  /** Another transport of real sockets that runs on the clock. Default: `tcpTransport`. */
  readonly transport?: ((clock: TransportClock) => Transport) | undefined;
}

/** Real sockets on this machine, with timers in virtual time. */
export class TcpNetwork implements ScriptNetwork {
  readonly name = 'tcp';
  readonly clock = new VirtualTime();
  readonly transport: ObservedTransport;
  private readonly clients: TcpClient[] = [];
  private readonly accepted = new Map<TcpClient, Socket>();
  private clientActivity = 0;

  constructor(private readonly options: TcpNetworkOptions) {
    const random = seededRandom(options.seed);
    const given = options.transport?.(this.clock);
    const inner =
      given === undefined ? tcpTransport({ clock: this.clock, random }) : completeTransport(given);
    this.transport = new ObservedTransport(inner, this.clock);
  }

  get sockets(): number {
    return this.transport.sockets.size;
  }

  get listening(): number {
    return this.transport.listening;
  }

  connect(client: ScriptClient, tls?: ClientTls): void {
    const { address } = this.transport;
    if (address === undefined || address.family === 'unix') {
      throw new BadScript({}, 'the server never listened on a port that a client could connect to');
    }
    const host = address.family === 'IPv6' ? '::1' : '127.0.0.1';
    const to = { host, port: address.port };
    this.clients.push(new TcpClient(client, to, () => this.noteActivity(), tls));
  }

  async rest(): Promise<Rest> {
    const deadline = Date.now() + this.options.patience;
    let quiet = 0;
    let turns = 0;
    let before = this.activity();
    // A turn first: what was just done has not reached the sockets yet.
    for (;;) {
      await turn();
      const now = this.activity();
      const isQuiet = now === before && this.isAtRest();
      before = now;
      quiet = isQuiet ? quiet + 1 : 0;
      if (quiet >= QUIET_TURNS) return 'atRest';
      turns += 1;
      if (turns > PATIENT_TURNS && Date.now() > deadline) return 'busy';
    }
  }

  async advance(milliseconds: number): Promise<Rest> {
    const until = this.clock.now() + milliseconds;
    for (let fired = 0; fired < MOST_TIMERS; fired++) {
      if ((await this.rest()) === 'busy') return 'busy';
      const next = this.clock.next();
      if (next === undefined || next > until) {
        this.clock.goTo(until);
        return 'atRest';
      }
      this.clock.goTo(next);
    }
    return 'busy';
  }

  async wait(deadline: number): Promise<boolean> {
    await turn();
    return Date.now() <= deadline;
  }

  setFaults(): void {
    throw new BadScript({}, 'a real network cannot be made to misbehave');
  }

  async close(): Promise<void> {
    for (const { socket } of this.clients) socket.destroy();
    const isGone = () => this.sockets === 0 && this.clients.every(({ socket }) => socket.closed);
    const deadline = Date.now() + this.options.patience;
    while (!isGone() && Date.now() <= deadline) await turn();
  }

  private activity(): number {
    return this.options.activity() + this.clientActivity;
  }

  private noteActivity(): void {
    this.clientActivity += 1;
  }

  private isAtRest(): boolean {
    const { transport } = this;
    if (transport.binding > 0 || transport.turnsAwaited > 0) return false;
    this.pairUp();
    return this.clients.every((client) => {
      const server = this.accepted.get(client);
      const secured = server && transport.upon.get(server);
      return secured === undefined
        ? isPairAtRest(client, server, transport.listening > 0)
        : isSecuredPairAtRest(client, server as Socket, secured);
    });
  }

  /** Finds the server's end of each connection, by the client's port. */
  private pairUp(): void {
    const { acceptedFrom } = this.transport;
    if (acceptedFrom.size === 0) return;
    for (const client of this.clients) {
      if (this.accepted.has(client)) continue;
      const socket = acceptedFrom.get(client.port);
      if (socket === undefined) continue;
      this.accepted.set(client, socket as Socket);
      // The system may give the same port to a later client.
      acceptedFrom.delete(client.port);
    }
  }
}
