import type { LinkFaults } from '../../actors/transport/simulated/api';
import type { TlsInfo } from '../../machines/connection/tlsInfo';
import type { ClientDeed } from '../trace/records';
import { ByteQueue } from './byteQueue';
import type { ClientTls } from './certificates';

/** Bytes that a client reads ahead of what its script has expected, so that it ends. */
export const READ_AHEAD = 1024 * 1024;

/** How a client's connection stands. */
export type ConnectionState = 'connecting' | 'open' | 'closed';

/** The side of a client that differs between networks. */
export interface ClientEnd {
  /** The client's own port, once it is connected. */
  readonly port: number;
  send(data: Uint8Array): void;
  /** Begins a TLS handshake in place. */
  secure(tls: ClientTls): void;
  end(): void;
  /** close(2). */
  close(): void;
  reset(): void;
  vanish(): void;
  pause(): void;
  resume(): void;
  /** Faults of its link alone, or the network's again; simulated-only. */
  setFaults(faults: LinkFaults | undefined): void;
}

/** Who is told what clients do and see. */
export type ClientWitness = (client: string, deed: ClientDeed, data?: Uint8Array) => void;

/**
 * A script's client, whatever its network: what it has received, and how its connection stands. It
 * reads ahead of its script by {@link READ_AHEAD} only: a server that never stops sending is held back
 * in the end, as by any slow reader, and comes to rest.
 */
export class ScriptClient {
  readonly received = new ByteQueue();
  state: ConnectionState = 'connecting';
  /** The server's FIN was read. */
  ended = false;
  /** The code of the error that ended it, ECONNREFUSED or ECONNRESET or such. */
  error: string | undefined;
  /** What was agreed upon, once it is secured. */
  tls: TlsInfo | undefined;
  bytesSent = 0;
  bytesReceived = 0;
  /** Whether it was ever connected. */
  wasOpen = false;
  private wanted = 0;
  private isReading = true;
  /** Whether its script lets it read. */
  private mayRead = true;
  private end_: ClientEnd | undefined;

  constructor(
    readonly name: string,
    private readonly witness: ClientWitness,
  ) {}

  /** For its network: the other side of it. */
  attach(end: ClientEnd): void {
    this.end_ = end;
  }

  get port(): number {
    return this.end_?.port ?? 0;
  }

  /** Whether it takes what arrives now. */
  get reading(): boolean {
    return this.isReading;
  }

  get isRefused(): boolean {
    return this.state === 'closed' && !this.wasOpen;
  }

  get isReset(): boolean {
    return this.wasOpen && this.error !== undefined;
  }

  send(data: Uint8Array): void {
    this.witness(this.name, 'sends', data);
    this.bytesSent += data.length;
    this.end_?.send(data);
  }

  secure(tls: ClientTls): void {
    this.witness(this.name, 'begins TLS');
    this.end_?.secure(tls);
  }

  end(): void {
    this.witness(this.name, 'ends');
    this.end_?.end();
  }

  close(): void {
    this.witness(this.name, 'closes');
    this.end_?.close();
  }

  reset(): void {
    this.witness(this.name, 'resets');
    this.end_?.reset();
  }

  vanish(): void {
    this.witness(this.name, 'vanishes');
    this.end_?.vanish();
  }

  setFaults(faults: LinkFaults | undefined): void {
    this.end_?.setFaults(faults);
  }

  pauseReading(): void {
    this.witness(this.name, 'stops reading');
    this.mayRead = false;
    this.adjust();
  }

  resumeReading(): void {
    this.witness(this.name, 'reads again');
    this.mayRead = true;
    this.adjust();
  }

  /** So many bytes are going to be expected: it reads on until it has them. */
  want(count: number): void {
    this.wanted = count;
    this.adjust();
  }

  /** Takes bytes that were expected. */
  take(count: number): void {
    this.received.drop(count);
    this.wanted = 0;
    this.adjust();
  }

  /** For its network. */
  opened(): void {
    this.state = 'open';
    this.wasOpen = true;
    this.witness(this.name, 'is connected');
    this.adjust();
  }

  /** For its network. */
  secured(tls: TlsInfo): void {
    this.tls = tls;
    this.witness(this.name, 'is secured');
  }

  /** For its network. */
  arrived(data: Uint8Array): void {
    this.bytesReceived += data.length;
    this.received.push(data);
    this.witness(this.name, 'receives', data);
    this.adjust();
  }

  /** For its network. */
  finished(): void {
    if (this.ended) return;
    this.ended = true;
    this.witness(this.name, 'is ended');
  }

  /** For its network. */
  closed(error: string | undefined): void {
    if (this.state === 'closed') return;
    this.state = 'closed';
    this.error = error;
    if (!this.wasOpen) this.witness(this.name, 'is refused');
    else this.witness(this.name, error === undefined ? 'is closed' : 'is reset');
  }

  private adjust(): void {
    const reads = this.mayRead && this.received.length < Math.max(READ_AHEAD, this.wanted);
    if (reads === this.isReading) return;
    this.isReading = reads;
    if (reads) this.end_?.resume();
    else this.end_?.pause();
  }
}
