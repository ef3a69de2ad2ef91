/** The sending half of a simulated socket: Node's `Writable`, as far as a socket shows it. */

import type { BreakCode } from '../kernel/socketEnd';
import type { EventLoop } from '../loop/eventLoop';
import { nodeError, systemError } from './socketError';

const NOTHING: readonly Uint8Array[] = [];

/** What the writable side needs of its socket. */
export interface WritableHome {
  readonly loop: EventLoop;
  readonly destroyed: boolean;
  /** Not connected yet: what is written waits. */
  readonly connecting: boolean;
  emit(event: 'drain' | 'finish'): boolean;
  destroy(error?: Error): unknown;
  /** A write failed; destruction follows. */
  fail(): void;
  /** write(2). */
  writeSome(data: Uint8Array, offset: number): number | BreakCode;
  /** A write waits for room. */
  writingWaits(): void;
  /** shutdown(2). */
  shutdown(): void;
  /** `finish` was emitted. */
  onFinished(): void;
}

/**
 * The writable side of Node's `net.Socket`, after `lib/internal/streams/writable.js` and libuv: what the
 * kernel takes at once is gone when `write()` returns; the rest counts whole until its last byte is.
 */
export class WritableSide {
  /** Node's `writableLength`. */
  length = 0;
  finished = false;
  /** libuv has a shutdown request under way. */
  isShuttingDown = false;
  /** Bytes that libuv was ever given. */
  bytesWritten = 0;
  private errored = false;
  private ending = false;
  private needsDrain = false;
  private finalCalled = false;
  /** Handed to libuv, from `offset` of the first; behind them what waits for them to be done. */
  private writing: Uint8Array[] | undefined;
  private writingLength = 0;
  private offset = 0;
  private waiting: Uint8Array[] = [];
  private onceLeft: (() => void) | undefined;

  constructor(
    private readonly home: WritableHome,
    private readonly highWaterMark: number,
  ) {}

  /** `end()` was called. */
  get ended(): boolean {
    return this.ending;
  }

  /** libuv waits for room. */
  get isWaiting(): boolean {
    return this.writing !== undefined && !this.home.connecting;
  }

  /** Bytes that libuv holds. */
  get writeQueueSize(): number {
    let left = -this.offset;
    for (const chunk of this.writing ?? NOTHING) left += chunk.length;
    return left;
  }

  /** Bytes that wait for libuv to be done with what it holds. */
  get gathered(): number {
    return this.length - this.writingLength;
  }

  write(data: Uint8Array): boolean {
    const { home } = this;
    if (this.ending) {
      home.destroy(nodeError('ERR_STREAM_WRITE_AFTER_END', 'write after end'));
      return false;
    }
    if (home.destroyed) return false;
    this.length += data.length;
    if (this.mustWait) this.waiting.push(data);
    else this.dispatch([data], data.length);
    if (this.length < this.highWaterMark || this.length === 0) return !this.errored;
    this.needsDrain = true;
    return false;
  }

  end(): void {
    if (this.ending || this.errored || this.home.destroyed) return;
    this.ending = true;
    this.finishMaybe();
  }

  /** The connection is there: what was written and ended before goes now. */
  connected(): void {
    // Whoever was told of it first may have written by now.
    if (this.writing === undefined) this.writeWaiting();
    this.afterWrite();
  }

  /** There may be room. */
  goOn(): void {
    const { home, writing } = this;
    if (writing === undefined) return;
    const error = this.writeOut(writing);
    if (error !== undefined) {
      this.failed();
      home.destroy(systemError('write', error));
    } else if (writing.length === 0) {
      this.done();
      this.writeWaiting();
      this.afterWrite();
    }
  }

  /** Calls back when nothing is left to be written, at once if so; never, if it cannot be. */
  onceWritten(left: () => void): void {
    if (this.length === 0) left();
    else this.onceLeft = left;
  }

  /** Whether something else goes first. */
  private get mustWait(): boolean {
    const { writing, waiting, errored, home } = this;
    return writing !== undefined || waiting.length > 0 || errored || home.connecting;
  }

  private writeWaiting(): void {
    const { waiting } = this;
    if (waiting.length === 0) return;
    this.waiting = [];
    let bytes = 0;
    for (const chunk of waiting) bytes += chunk.length;
    this.dispatch(waiting, bytes);
  }

  /** Tries to write at once; what the kernel does not take is written when there is room. */
  private dispatch(chunks: Uint8Array[], bytes: number): void {
    const { home } = this;
    this.writing = chunks;
    this.writingLength = bytes;
    this.bytesWritten += bytes;
    this.offset = 0;
    const error = this.writeOut(chunks);
    if (error !== undefined) {
      this.failed();
      home.loop.tick(() => home.destroy(systemError('write', error)));
    } else if (chunks.length === 0) {
      this.done();
      if (this.needsDrain && this.length === 0) home.loop.tick(() => this.afterWrite());
      else if (this.ending) this.finishMaybe();
    } else home.writingWaits();
  }

  private failed(): void {
    this.errored = true;
    this.done();
    this.home.fail();
  }

  private done(): void {
    this.length -= this.writingLength;
    this.writing = undefined;
    this.writingLength = 0;
    const { onceLeft } = this;
    if (onceLeft === undefined || this.length > 0 || this.errored) return;
    this.onceLeft = undefined;
    this.home.loop.tick(onceLeft);
  }

  /** Takes from the chunks what the kernel took of them. */
  private writeOut(chunks: Uint8Array[]): BreakCode | undefined {
    let done = 0;
    let error: BreakCode | undefined;
    for (const chunk of chunks) {
      const taken = this.home.writeSome(chunk, this.offset);
      if (typeof taken === 'string') {
        error = taken;
        break;
      }
      this.offset += taken;
      if (this.offset < chunk.length) break;
      this.offset = 0;
      done += 1;
    }
    if (done === chunks.length) chunks.length = 0;
    else if (done > 0) chunks.splice(0, done);
    return error;
  }

  private afterWrite(): void {
    const { home } = this;
    if (this.needsDrain && !this.ending && !home.destroyed && this.length === 0) {
      this.needsDrain = false;
      home.emit('drain');
    }
    if (this.ending) this.finishMaybe();
  }

  private get needsFinish(): boolean {
    const { home } = this;
    return this.ending && !home.destroyed && !this.errored && this.length === 0 && !home.connecting;
  }

  private finishMaybe(): void {
    if (!this.needsFinish || this.writing !== undefined || this.finalCalled) return;
    const { home } = this;
    this.finalCalled = true;
    this.isShuttingDown = true;
    home.loop.pending(() => {
      this.isShuttingDown = false;
      home.shutdown();
      if (home.destroyed) return;
      home.loop.tick(() => this.finish());
    });
  }

  private finish(): void {
    if (!this.needsFinish) return;
    this.finished = true;
    this.home.emit('finish');
    this.home.onFinished();
  }
}
