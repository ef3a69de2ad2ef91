import { connect, type Socket } from 'node:net';
import type { ServerAddress } from '../../machines/connection/connectionInfo';
import { afterwards } from './afterwards';
import { connectOptions } from './client';
import { until } from './until';

/** What is said to it: no two parts of that are alike within 251 bytes, and none is where it should not be. */
const patternAt = (index: number): number => index % 251;

/** Bytes from one place of the pattern to another. */
export function pattern(from: number, length: number): Buffer {
  const bytes = Buffer.allocUnsafe(length);
  for (let i = 0; i < length; i += 1) bytes[i] = patternAt(from + i);
  return bytes;
}

/**
 * A client that takes so many bytes from its kernel when it is told to, and none otherwise. A stream of Node's
 * would read up to 64 KB ahead, so that it takes nothing for a long while if it is slow.
 */
export class MeteredReader {
  received = 0;
  /** All that came was what was to come there. */
  isRight = true;
  hasEnded = false;
  error: string | undefined;
  readonly socket: Socket;
  private wanted = 0;

  private constructor(address: ServerAddress, most: number) {
    const onread = {
      buffer: Buffer.alloc(Math.min(most, 1024 * 1024)),
      callback: (length: number, buffer: Uint8Array) => this.read(buffer.subarray(0, length)),
    };
    this.socket = connect({ ...connectOptions(address), allowHalfOpen: true, onread } as never);
    this.socket.on('end', () => {
      this.hasEnded = true;
    });
    this.socket.on('error', (error: NodeJS.ErrnoException) => {
      this.error = error.code;
    });
    afterwards(async () => {
      this.socket.destroy();
      await until('the close', () => this.socket.closed);
    });
  }

  /** One that is connected, and takes at most so many bytes at a time. */
  static async to(address: ServerAddress, most: number): Promise<MeteredReader> {
    const reader = new MeteredReader(address, most);
    await until('the connection', () => !reader.socket.connecting);
    return reader;
  }

  /** Takes so many more bytes, or fewer at the end; `isOver` says that no more will come. */
  async take(bytes: number, isOver: () => boolean): Promise<void> {
    this.wanted += bytes;
    this.socket.resume();
    await until(
      `${this.wanted} bytes, has ${this.received}`,
      () => this.received >= this.wanted || this.hasEnded || this.error !== undefined || isOver(),
    );
    this.wanted = this.received;
  }

  private read(bytes: Uint8Array): boolean {
    for (let i = 0; i < bytes.length; i += 1) {
      if (bytes[i] !== patternAt(this.received + i)) this.isRight = false;
    }
    this.received += bytes.length;
    return this.received < this.wanted;
  }
}
