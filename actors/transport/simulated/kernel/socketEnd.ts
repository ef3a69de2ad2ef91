import type { HeldByKernel } from '../../deliveredBy';

/** Why a kernel says that a connection is no more. */
export type BreakCode = 'ECONNRESET' | 'EPIPE' | 'ETIMEDOUT';

/** The process that holds the socket. */
export interface EndpointOwner {
  /** There may be something to read, room to write, or an error. */
  wake(): void;
}

/** What a simulated socket reads from and writes to: a kernel's end of a connection, or TLS upon one. */
export interface SocketEnd {
  owner: EndpointOwner | undefined;
  /** Whether a read would not block. */
  readonly isReadable: boolean;
  /** Whether a write would not block. */
  readonly isWritable: boolean;
  /** Neither direction lives, and nothing is left to be read. */
  readonly isHungUp: boolean;
  /** Whether the kernel still knows who is on the other side. */
  readonly isConnected: boolean;
  /** What the kernel holds for the other side. */
  readonly held: HeldByKernel;
  /** Bytes, or how the reading ends, or undefined while there is nothing to read. */
  read(most: number): Buffer | BreakCode | Error | 'end' | undefined;
  /** How many of the bytes from `offset` were taken, or why none ever will be. */
  write(data: Uint8Array, offset: number): number | BreakCode;
  shutdown(): void;
  close(): void;
  abort(): void;
}
