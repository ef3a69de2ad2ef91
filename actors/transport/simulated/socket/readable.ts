import type { EventLoop } from '../loop/eventLoop';

/** What the readable side needs of its socket. */
export interface ReadableHome {
  readonly loop: EventLoop;
  readonly destroyed: boolean;
  /** An error is known, if not told yet: nothing more is read, and `end` is not said. */
  readonly hasFailed: boolean;
  /** An error was told, or a destruction dealt with: no more data is told. */
  readonly isMute: boolean;
  emit(event: 'data', data: Buffer): boolean;
  emit(event: 'end'): boolean;
  /** The handle is read from again. */
  readingStarted(): void;
  /** `end` was emitted. */
  onEnded(): void;
}

/**
 * The readable side of Node's `net.Socket`, after `lib/internal/streams/readable.js`: `pause()` stops
 * the events at once, but the handle is read on until the high-water mark is reached.
 */
export class ReadableSide {
  /** libuv reads from the descriptor. */
  isReading = false;
  endEmitted = false;
  /** Bytes that were read and not told. */
  length = 0;
  private chunks: Buffer[] = [];
  private flowing = false;
  private resumeIsDue = false;
  private ended = false;

  constructor(
    private readonly home: ReadableHome,
    private readonly highWaterMark: number,
  ) {}

  resume(): void {
    if (this.flowing) return;
    this.flowing = true;
    if (this.resumeIsDue) return;
    this.resumeIsDue = true;
    this.home.loop.tick(() => {
      this.readNothing();
      this.resumeIsDue = false;
      this.flow();
    });
  }

  pause(): void {
    this.flowing = false;
  }

  /** Node's `read(0)`: reads from the descriptor if there is room, or ends if there is nothing more. */
  readNothing(): void {
    if (this.ended) {
      if (this.length === 0) this.endSoon();
    } else if (this.length < this.highWaterMark) this.startReading();
  }

  /** Bytes from the descriptor. */
  push(chunk: Buffer): void {
    if (this.flowing && this.length === 0) this.home.emit('data', chunk);
    else {
      this.chunks.push(chunk);
      this.length += chunk.length;
    }
    if (this.length >= this.highWaterMark) this.isReading = false;
  }

  /** Bytes that were read already, and are to be read once more. */
  unshift(chunk: Buffer): void {
    this.chunks.unshift(chunk);
    this.length += chunk.length;
  }

  /** The descriptor has no more. */
  pushEnd(): void {
    this.isReading = false;
    this.ended = true;
    this.flow();
    this.readNothing();
  }

  /** Reads no more, and returns what was read and not told. */
  giveUp(): readonly Buffer[] {
    const { chunks } = this;
    this.isReading = false;
    this.ended = true;
    this.endEmitted = true;
    this.chunks = [];
    this.length = 0;
    return chunks;
  }

  private flow(): void {
    while (this.flowing && this.take());
  }

  /** Node's `read()`; false when there was nothing. */
  private take(): boolean {
    const chunk = this.chunks[0];
    if (chunk === undefined) {
      this.readNothing();
      return false;
    }
    if (!this.ended && this.length - chunk.length < this.highWaterMark) this.startReading();
    this.chunks.shift();
    this.length -= chunk.length;
    if (this.length === 0 && this.ended) this.endSoon();
    if (!this.home.isMute) this.home.emit('data', chunk);
    return true;
  }

  private startReading(): void {
    if (this.isReading || this.home.destroyed || this.home.hasFailed) return;
    this.isReading = true;
    this.home.readingStarted();
  }

  private endSoon(): void {
    if (this.endEmitted) return;
    this.home.loop.tick(() => {
      const { isMute, hasFailed } = this.home;
      if (this.endEmitted || this.length > 0 || isMute || hasFailed) return;
      this.endEmitted = true;
      this.home.emit('end');
      this.home.onEnded();
    });
  }
}
