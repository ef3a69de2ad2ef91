import { Duplex } from 'node:stream';
import type { ConnectionInfo } from '../../../machines/connection/connectionInfo';
import type { StreamCommand, StreamEvent } from '../../../machines/handler/streamHandler';

const asBuffer = (data: Uint8Array): Buffer =>
  Buffer.isBuffer(data) ? data : Buffer.from(data.buffer, data.byteOffset, data.byteLength);

/** The connection was cut off under whoever reads and writes it, as Node says it of a socket. */
const cutOff = (): NodeJS.ErrnoException =>
  Object.assign(new Error('the connection was cut off'), { code: 'ECONNRESET' });

/** Bytes that may wait for the block before them to leave; then they leave as one. */
const BLOCK = 65_536;

type Done = (error?: Error | null) => void;

/**
 * A connection as a stream, with what libraries ask of a socket besides. An error of it that nobody listens to ends
 * nothing but this connection.
 *
 * Emits `serverShutdown` when the server drains. If nobody listens to that, the stream ends as if the peer had
 * finished.
 */
export class ConnectionStream extends Duplex {
  readonly remoteAddress: string | undefined;
  readonly remotePort: number | undefined;
  readonly remoteFamily: string | undefined;
  readonly localAddress: string | undefined;
  readonly localPort: number | undefined;
  /** As the chart was told. */
  private reading: 'flowing' | 'full' = 'flowing';
  private receiving: 'open' | 'ended' = 'open';
  private done: Done | undefined;

  constructor(
    connection: ConnectionInfo | undefined,
    private readonly tell: (event: StreamEvent) => void,
  ) {
    super({ allowHalfOpen: true, writableHighWaterMark: BLOCK });
    if (connection !== undefined && connection.family !== 'unix') {
      this.remoteAddress = connection.peer;
      this.remotePort = connection.peerport;
      this.remoteFamily = connection.family;
      this.localAddress = connection.localip;
      this.localPort = connection.localport;
    }
    this.on('error', () => {});
  }

  /** The chart of its life has decided something. */
  told(command: StreamCommand): void {
    switch (command.type) {
      case 'received':
        this.received(command.data);
        break;
      case 'receivedAll':
        this.endReceiving();
        break;
      case 'written':
        this.written();
        break;
      case 'serverShutdown':
        if (!this.emit('serverShutdown')) this.endReceiving();
        break;
    }
  }

  /** Nobody looks after it any more. What had been received before the peer finished can still be read. */
  over(): void {
    if (this.destroyed || (this.receiving === 'ended' && this.writableEnded)) return;
    this.destroy(cutOff());
  }

  /** Closes once all that was written has been handed on, as a socket of Node does. */
  destroySoon(): void {
    if (this.writable) this.end();
    if (this.writableFinished) this.destroy();
    else this.once('finish', () => this.destroy());
  }

  /** For libraries that ask a socket for it. The server's own options decide. */
  setNoDelay(): this {
    return this;
  }

  /** The same. */
  setKeepAlive(): this {
    return this;
  }

  /** The same: `idleTimeout` of the server. */
  setTimeout(): this {
    return this;
  }

  override _read(): void {
    if (this.reading === 'flowing') return;
    this.reading = 'flowing';
    this.tell({ type: 'stream.wanted' });
  }

  override _write(data: Buffer, _: BufferEncoding, done: Done): void {
    this.done = done;
    this.tell({ type: 'stream.write', data });
  }

  override _writev(chunks: { readonly chunk: Buffer }[], done: Done): void {
    this._write(Buffer.concat(chunks.map(({ chunk }) => chunk)), 'binary', done);
  }

  override _final(done: Done): void {
    this.tell({ type: 'stream.end' });
    done();
  }

  override _destroy(error: Error | null, done: Done): void {
    this.done = undefined;
    this.tell({ type: 'stream.destroyed', error: error ?? undefined });
    done(error);
  }

  private received(data: Uint8Array): void {
    if (this.destroyed || this.receiving === 'ended') return;
    if (this.push(asBuffer(data)) || this.reading === 'full') return;
    this.reading = 'full';
    this.tell({ type: 'stream.full' });
  }

  private endReceiving(): void {
    if (this.destroyed || this.receiving === 'ended') return;
    this.receiving = 'ended';
    this.push(null);
  }

  private written(): void {
    const { done } = this;
    if (done === undefined) return;
    this.done = undefined;
    // Not at once: what is written in answer would be, too, and so on, and the socket never heard to be full.
    process.nextTick(done);
  }
}
