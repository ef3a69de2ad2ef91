/** The client's end of a simulated connection, as scripts and tests use it. */

import type { LinkFaults, SimulatedClient } from '../api';
import type { Link } from '../kernel/link';
import type { SimulatedSocket } from '../socket/simulatedSocket';

const NO_BYTES = new Uint8Array(0);

/** A client of the simulated network: a `net.Socket` whose events are kept for whoever looks. */
export class ClientEnd implements SimulatedClient {
  state: 'connecting' | 'open' | 'closed' = 'connecting';
  bytesReceived = 0;
  ended = false;
  error: string | undefined;
  private pieces: Uint8Array[] = [];
  private readonly listeners: (() => void)[] = [];

  constructor(
    readonly port: number,
    private readonly link: Link,
    private readonly socket: SimulatedSocket,
  ) {
    socket.on('connect', () => this.onConnect());
    socket.on('data', (data: Buffer) => this.onData(data));
    socket.on('end', () => this.onEnd());
    socket.on('error', (error: NodeJS.ErrnoException) => this.onError(error));
    socket.on('close', () => this.onClose());
    socket.resume();
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
    this.socket.write(data);
  }

  end(): void {
    this.socket.end();
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
    this.socket.pause();
  }

  resume(): void {
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

  private onConnect(): void {
    this.state = 'open';
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
