import type { SocketEnd } from '../kernel/socketEnd';
import type { EventLoop } from '../loop/eventLoop';
import type { Libuv } from './libuv';

/** Where a socket's two ends are. */
export interface SocketAddresses {
  readonly remoteAddress: string | undefined;
  readonly remotePort: number | undefined;
  readonly localAddress: string | undefined;
  readonly localPort: number | undefined;
}

/** What a socket is made from. */
export interface SimulatedSocketOptions {
  readonly loop: EventLoop;
  readonly endpoint: SocketEnd;
  readonly highWaterMark: number;
  readonly isUnix: boolean;
  /** A client's socket starts unconnected. */
  readonly connecting: boolean;
  readonly addresses: SocketAddresses;
  readonly libuv: Libuv;
  /** Its descriptor was closed. */
  readonly closed: () => void;
  /** What of it is written to the kernel, where TLS is in between. */
  readonly encrypted?: { readonly bytesWritten: number; readonly writeQueueSize: number };
}

/** What libuv knows of a socket, by the names that it has in Node. */
export interface Handle {
  readonly bytesWritten: number;
  readonly writeQueueSize: number;
  /** What an encrypting handle writes to. */
  readonly _parent?: Handle;
}
