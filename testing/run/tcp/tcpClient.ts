import { connect, type Socket } from 'node:net';
import { connect as connectTls, type TLSSocket } from 'node:tls';
import { tlsInfoOf } from '../../../actors/transport/tls/tlsInfoOf';
import type { ClientTls } from '../certificates';
import type { ClientEnd, ScriptClient } from '../scriptClient';

/** A script's client on a real socket. */
export class TcpClient implements ClientEnd {
  /** What it speaks through: its TCP socket, or TLS upon it. */
  socket: Socket;
  /** Its TCP socket. */
  readonly raw: Socket;
  /** How it ended both halves of its connection itself, if it did. */
  left: 'closed' | 'reset' | undefined;
  private ownPort = 0;
  private error: string | undefined;
  private isReading = true;
  /** What is done before it is connected waits, lest it be said in plain text. */
  private waiting: (() => void)[] | undefined;

  constructor(
    readonly client: ScriptClient,
    to: { readonly host: string; readonly port: number },
    private readonly onActivity: () => void,
    private readonly wishes: ClientTls | undefined,
  ) {
    this.raw = connect({ ...to, allowHalfOpen: true, noDelay: true });
    this.socket = this.raw;
    if (wishes !== undefined) this.waiting = [];
    this.raw.on('connect', () => this.connected());
    this.listen();
    client.attach(this);
  }

  get port(): number {
    return this.ownPort;
  }

  send(data: Uint8Array): void {
    if (this.waiting !== undefined) this.waiting.push(() => this.send(data));
    else if (!this.socket.destroyed) this.socket.write(data);
  }

  secure(tls: ClientTls): void {
    const { raw } = this;
    if (raw.destroyed) return;
    raw.removeAllListeners();
    raw.on('error', () => {});
    const { rejectUnauthorized = false, alpn, ...rest } = tls;
    const secured = connectTls({
      socket: raw,
      ...(rest as object),
      rejectUnauthorized,
      ...(alpn && { ALPNProtocols: [...alpn] }),
      // Certificates of scripts go by who vouches for them alone.
      checkServerIdentity: () => undefined,
    });
    secured.allowHalfOpen = true;
    secured.on('secureConnect', () => this.secured(secured, tls));
    this.socket = secured;
    this.listen();
    if (!this.isReading) secured.pause();
  }

  end(): void {
    if (this.waiting !== undefined) this.waiting.push(() => this.end());
    else if (!this.socket.destroyed) this.socket.end();
  }

  close(): void {
    this.left = 'closed';
    this.socket.destroy();
  }

  reset(): void {
    this.left = 'reset';
    this.raw.resetAndDestroy();
  }

  vanish(): void {
    throw new Error('a real client cannot be made to vanish');
  }

  setFaults(): void {
    throw new Error('a real link cannot be made to misbehave');
  }

  pause(): void {
    this.isReading = false;
    this.socket.pause();
  }

  resume(): void {
    this.isReading = true;
    this.socket.resume();
  }

  private listen(): void {
    const { client, socket } = this;
    socket.on('data', (data: Buffer) => this.told(() => client.arrived(data)));
    socket.on('end', () => this.told(() => client.finished()));
    socket.on('error', (error: NodeJS.ErrnoException) => {
      this.error = error.code ?? error.message;
    });
    socket.on('close', () => this.told(() => client.closed(this.error)));
  }

  private connected(): void {
    this.ownPort = this.raw.localPort ?? 0;
    this.told(() => this.client.opened());
    const { wishes, waiting = [] } = this;
    this.waiting = undefined;
    if (wishes === undefined) return;
    this.secure(wishes);
    for (const act of waiting) act();
  }

  private secured(socket: TLSSocket, { servername }: ClientTls): void {
    const info = { ...tlsInfoOf(socket, true), servername };
    this.told(() => this.client.secured(info));
  }

  private told(happened: () => void): void {
    this.onActivity();
    happened();
  }
}
