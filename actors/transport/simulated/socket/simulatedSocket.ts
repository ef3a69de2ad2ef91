import { EventEmitter } from 'node:events';
import type { HeldByKernel } from '../../deliveredBy';
import type { TransportSocket } from '../../transport';
import type { BreakCode, EndpointOwner, SocketEnd } from '../kernel/socketEnd';
import type { EventLoop } from '../loop/eventLoop';
import { bytesOf } from './chunk';
import { type ReadableHome, ReadableSide } from './readable';
import { nodeError, systemError } from './socketError';
import type { Handle, SimulatedSocketOptions, SocketAddresses } from './socketOptions';
import { type WritableHome, WritableSide } from './writable';

/** What libuv reads at once. */
const READ_SIZE = 65_536;

/** How often libuv reads from one socket before it looks at the others. */
const READS_IN_A_ROW = 32;

/**
 * A `net.Socket` (with `allowHalfOpen`) on a simulated kernel: the events and the order that Node has
 * on Linux, its oddities included, because servers have to live with them. The compliance suite
 * holds it against the real one.
 */
export class SimulatedSocket
  extends EventEmitter
  implements TransportSocket, EndpointOwner, ReadableHome, WritableHome
{
  readonly loop: EventLoop;
  destroyed = false;
  connecting: boolean;
  hasFailed = false;
  isMute = false;
  private readonly endpoint: SocketEnd;
  private readonly readable: ReadableSide;
  private readonly writable: WritableSide;
  private pollIsDue = false;
  /** As Node has it: what was asked once is remembered, and nothing else once the handle is gone. */
  private peer: SocketAddresses | undefined;

  constructor(private readonly options: SimulatedSocketOptions) {
    super();
    const { loop, endpoint, highWaterMark, connecting } = options;
    this.loop = loop;
    this.endpoint = endpoint;
    this.connecting = connecting;
    this.readable = new ReadableSide(this, highWaterMark);
    this.writable = new WritableSide(this, highWaterMark);
    endpoint.owner = this;
  }

  get remoteAddress(): string | undefined {
    return this.peerName?.remoteAddress;
  }

  get remotePort(): number | undefined {
    return this.peerName?.remotePort;
  }

  get localAddress(): string | undefined {
    return this.hasHandle ? this.options.addresses.localAddress : undefined;
  }

  get localPort(): number | undefined {
    return this.hasHandle ? this.options.addresses.localPort : undefined;
  }

  get writableLength(): number {
    return this.writable.length;
  }

  get readableEnded(): boolean {
    return this.readable.endEmitted;
  }

  get writableEnded(): boolean {
    return this.writable.ended;
  }

  get writableFinished(): boolean {
    return this.writable.finished;
  }

  get bytesWritten(): number {
    return this.writable.bytesWritten + (this.destroyed ? 0 : this.writable.gathered);
  }

  get _handle(): Handle | null {
    const { encrypted } = this.options;
    if (this.destroyed) return null;
    if (encrypted === undefined) return this.writable;
    const { bytesWritten, writeQueueSize } = this.writable;
    return { bytesWritten, writeQueueSize, _parent: encrypted };
  }

  /** As Node's TLSSocket says of itself. */
  get encrypted(): boolean {
    return this.options.encrypted !== undefined;
  }

  get readableLength(): number {
    return this.readable.length;
  }

  /** What the kernel holds for the other side. */
  get held(): HeldByKernel {
    return this.endpoint.held;
  }

  write(data: unknown): boolean {
    return this.writable.write(bytesOf(data));
  }

  end(data?: unknown): this {
    if (data !== undefined && data !== null) this.write(data);
    this.writable.end();
    return this;
  }

  unshift(data: Uint8Array): void {
    this.readable.unshift(Buffer.from(data));
  }

  pause(): this {
    this.readable.pause();
    return this;
  }

  resume(): this {
    this.readable.resume();
    return this;
  }

  destroy(error?: Error): this {
    if (!this.destroyed) this.tearDown(error, () => this.endpoint.close());
    return this;
  }

  resetAndDestroy(): this {
    if (this.destroyed) return this;
    if (this.options.isUnix) {
      throw nodeError('ERR_INVALID_HANDLE_TYPE', 'This handle type cannot be sent');
    }
    if (this.connecting) {
      this.once('connect', () => this.resetAndDestroy());
      return this;
    }
    if (!this.writable.isShuttingDown) {
      this.tearDown(undefined, () => this.endpoint.abort());
      return this;
    }
    // uv_tcp_close_reset() refuses while a shutdown(2) is under way; Node then loses the open handle.
    this.destroyed = true;
    this.emit('error', systemError('reset', 'EINVAL'));
    return this;
  }

  /** The attempt to connect came to something. */
  connected(): void {
    if (this.destroyed) return;
    this.connecting = false;
    this.emit('connect');
    if (this.destroyed) return;
    this.writable.connected();
    this.wake();
  }

  /** The attempt to connect came to nothing. */
  refused(error: Error): void {
    if (!this.destroyed) this.destroy(error);
  }

  /** For the writable side. */
  fail(): void {
    this.hasFailed = true;
  }

  /**
   * Another socket takes its place, upon what it was made from: from now on it says nothing but that it was
   * closed. Returned is what was read and not told.
   */
  handOver(): { readonly options: SimulatedSocketOptions; readonly unread: readonly Buffer[] } {
    return { options: this.options, unread: this.readable.giveUp() };
  }

  /** Calls back when all that was written by now has left: at once, if it has. */
  onceWritten(left: () => void): void {
    this.writable.onceWritten(left);
  }

  /** Reads ahead of who listens, as Node does once a handshake has begun. */
  readAhead(): void {
    this.readable.readNothing();
  }

  /** For the endpoint. */
  wake(): void {
    if (this.pollIsDue || this.destroyed || this.connecting || !this.isReady) return;
    this.pollIsDue = true;
    this.loop.poll(() => this.polled());
  }

  /** For the readable side. */
  readingStarted(): void {
    this.wake();
  }

  /** For the readable side. */
  onEnded(): void {
    if (this.writable.finished) this.destroy();
  }

  /** For the writable side. */
  writeSome(data: Uint8Array, offset: number): number | BreakCode {
    return this.endpoint.write(data, offset);
  }

  /** For the writable side. */
  writingWaits(): void {
    this.wake();
  }

  /** For the writable side. */
  shutdown(): void {
    this.endpoint.shutdown();
  }

  /** For the writable side. */
  onFinished(): void {
    if (this.readable.endEmitted) this.destroy();
  }

  private get hasHandle(): boolean {
    return !this.destroyed && !this.connecting;
  }

  private get peerName(): SocketAddresses | undefined {
    // Whoever has broken off has no name any more, if nobody has asked for it before (getpeername(2): ENOTCONN).
    if (this.hasHandle && this.endpoint.isConnected) this.peer ??= this.options.addresses;
    return this.peer;
  }

  /** Whether poll(2) would return for what is asked of it. */
  private get isReady(): boolean {
    const { endpoint, readable, writable } = this;
    return (
      (readable.isReading && endpoint.isReadable) || (writable.isWaiting && endpoint.isWritable)
    );
  }

  private polled(): void {
    this.pollIsDue = false;
    if (this.destroyed) return;
    if (this.readable.isReading) this.read();
    if (!this.destroyed) this.writable.goOn();
    this.loop.drainTicks();
    this.wake();
  }

  private read(): void {
    const { endpoint, readable, loop } = this;
    for (let left = READS_IN_A_ROW; left > 0 && readable.isReading; left -= 1) {
      const got = endpoint.read(READ_SIZE);
      if (got === undefined) return;
      if (got === 'end') readable.pushEnd();
      else if (typeof got === 'string') this.destroy(systemError('read', got));
      else if (got instanceof Error) this.destroy(got);
      else {
        readable.push(got);
        // Every read is a callback of its own.
        loop.drainTicks();
        if (this.destroyed) return;
        if (got.length === READ_SIZE) continue;
        const { takesHangUpForEnd } = this.options.libuv;
        if (takesHangUpForEnd && readable.isReading && endpoint.isHungUp) readable.pushEnd();
      }
      return;
    }
  }

  private tearDown(error: Error | undefined, letGo: () => void): void {
    this.destroyed = true;
    this.readable.isReading = false;
    letGo();
    if (error !== undefined) this.fail();
    this.loop.tick(() => {
      this.isMute = true;
      if (error !== undefined) this.emit('error', error);
    });
    this.loop.closing(() => {
      this.options.closed();
      this.emit('close', error !== undefined);
    });
  }
}
