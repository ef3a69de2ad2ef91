import { connect, type Socket } from 'node:net';
import type { ClientEnd, ScriptClient } from '../scriptClient';

/** A script's client on a real socket. */
export class TcpClient implements ClientEnd {
  readonly socket: Socket;
  /** How it ended both halves of its connection itself, if it did. */
  left: 'closed' | 'reset' | undefined;
  private ownPort = 0;
  private error: string | undefined;

  constructor(
    readonly client: ScriptClient,
    to: { readonly host: string; readonly port: number },
    private readonly onActivity: () => void,
  ) {
    this.socket = connect({ ...to, allowHalfOpen: true, noDelay: true });
    this.socket.on('connect', () => {
      this.ownPort = this.socket.localPort ?? 0;
      this.told(() => client.opened());
    });
    this.socket.on('data', (data: Buffer) => this.told(() => client.arrived(data)));
    this.socket.on('end', () => this.told(() => client.finished()));
    this.socket.on('error', (error: NodeJS.ErrnoException) => {
      this.error = error.code ?? error.message;
    });
    this.socket.on('close', () => this.told(() => client.closed(this.error)));
    client.attach(this);
  }

  get port(): number {
    return this.ownPort;
  }

  send(data: Uint8Array): void {
    if (!this.socket.destroyed) this.socket.write(data);
  }

  end(): void {
    if (!this.socket.destroyed) this.socket.end();
  }

  close(): void {
    this.left = 'closed';
    this.socket.destroy();
  }

  reset(): void {
    this.left = 'reset';
    this.socket.resetAndDestroy();
  }

  vanish(): void {
    throw new Error('a real client cannot be made to vanish');
  }

  setFaults(): void {
    throw new Error('a real link cannot be made to misbehave');
  }

  pause(): void {
    this.socket.pause();
  }

  resume(): void {
    this.socket.resume();
  }

  private told(happened: () => void): void {
    this.onActivity();
    happened();
  }
}
