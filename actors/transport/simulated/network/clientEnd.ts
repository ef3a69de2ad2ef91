/** The client's end of a simulated connection, as scripts and tests use it. */

import type { TlsInfo } from '../../../../machines/connection/tlsInfo';
import type { LinkFaults, SimulatedClient, SimulatedClientTls } from '../api';
import type { Link } from '../kernel/link';
import type { SimulatedSocket } from '../socket/simulatedSocket';

const NO_BYTES = new Uint8Array(0);

/** Begins a handshake on a client's socket, and returns what stands in its place. */
export type SecureClient = (
  socket: SimulatedSocket,
  tls: SimulatedClientTls,
  secured: (info: TlsInfo) => void,
) => SimulatedSocket;

/** A client of the simulated network: a `net.Socket` whose events are kept for whoever looks. */
export class ClientEnd implements SimulatedClient {
  state: 'connecting' | 'open' | 'closed' = 'connecting';
  bytesReceived = 0;
  ended = false;
  error: string | undefined;
  tls: TlsInfo | undefined;
  private isReading = true;
  /** What is done before it is connected waits, lest it be said in plain text. */
  private waiting: (() => void)[] | undefined;
  private pieces: Uint8Array[] = [];
  private readonly listeners: (() => void)[] = [];

  constructor(
    readonly port: number,
    private readonly link: Link,
    private socket: SimulatedSocket,
    private readonly secureSocket: SecureClient,
    private readonly wishes: SimulatedClientTls | undefined,
  ) {
    if (wishes !== undefined) this.waiting = [];
    socket.on('connect', () => this.onConnect());
    this.listen();
  }

  get received(): Uint8Array {
    const { pieces } = this;
    if (pieces.length > 1) this.pieces = [Buffer.concat(pieces)];
    return this.pieces[0] ?? NO_BYTES;
  }

  take(): Uint8Array {
    const { received } = this;
    this.pieces = [];
    return received;
  }

  send(data: Uint8Array): void {
    if (this.waiting === undefined) this.socket.write(data);
    else this.waiting.push(() => this.send(data));
  }

  secure(tls: SimulatedClientTls = {}): void {
    const raw = this.socket;
    raw.removeAllListeners();
    this.socket = this.secureSocket(raw, tls, (info) => this.onSecured(info));
    this.listen();
  }

  end(): void {
    if (this.waiting === undefined) this.socket.end();
    else this.waiting.push(() => this.end());
  }

  reset(): void {
    if (this.link.isUnix) this.socket.destroy();
    else this.socket.resetAndDestroy();
  }

  destroy(): void {
    this.socket.destroy();
  }

  vanish(): void {
    this.link.vanish();
  }

  pause(): void {
    this.isReading = false;
    this.socket.pause();
  }

  resume(): void {
    this.isReading = true;
    this.socket.resume();
  }

  clog(): void {
    this.link.clog();
  }

  unclog(): void {
    this.link.unclog();
  }

  setFaults(faults?: LinkFaults): void {
    this.link.setFaults(faults);
  }

  onChange(listener: () => void): void {
    this.listeners.push(listener);
  }

  private listen(): void {
    const { socket } = this;
    socket.on('data', (data: Buffer) => this.onData(data));
    socket.on('end', () => this.onEnd());
    socket.on('error', (error: NodeJS.ErrnoException) => this.onError(error));
    socket.on('close', () => this.onClose());
    if (this.isReading) socket.resume();
  }

  private onConnect(): void {
    this.state = 'open';
    this.changed();
    const { wishes, waiting = [] } = this;
    this.waiting = undefined;
    if (wishes === undefined) return;
    this.secure(wishes);
    for (const act of waiting) act();
  }

  private onSecured(info: TlsInfo): void {
    this.tls = info;
    this.changed();
  }

  private onData(data: Buffer): void {
    this.pieces.push(data);
    this.bytesReceived += data.length;
    this.changed();
  }

  private onEnd(): void {
    this.ended = true;
    this.changed();
  }

  private onError(error: NodeJS.ErrnoException): void {
    this.error = error.code ?? error.message;
    this.changed();
  }

  private onClose(): void {
    this.state = 'closed';
    this.changed();
  }

  private changed(): void {
    for (const listener of this.listeners) listener();
  }
}
