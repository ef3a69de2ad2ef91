/**
 * The contract between servers and a network: for who writes a transport. `transportCompliance`
 * holds one to it.
 */

import type { ServerAddress } from '../../machines/connection/connectionInfo';
import type { XstateNetError } from '../../machines/kit/errors';
import type { TransportChoice } from '../../machines/kit/transportChoice';
import type { ResolvedServerOptions } from '../../machines/options/resolveOptions';

/** What a timer is known by; only the clock that made it looks inside. */
export type TimerHandle = NodeJS.Timeout | number | object;

/** Time as a transport knows it: real, or virtual in a simulation. */
export interface TransportClock {
  /** Milliseconds since the epoch. */
  now(): number;
  setTimeout(callback: () => void, milliseconds: number): TimerHandle;
  clearTimeout(handle: TimerHandle): void;
}

/**
 * A connected stream socket: the part of `net.Socket` that is used here, with the behaviour that Node
 * documents for it. It is handed over paused: nothing is read before `resume()`.
 */
export interface TransportSocket {
  readonly remoteAddress?: string | undefined;
  readonly remotePort?: number | undefined;
  readonly localAddress?: string | undefined;
  readonly localPort?: number | undefined;
  /** Bytes that were written and have not left yet. */
  readonly writableLength: number;
  readonly destroyed: boolean;
  /** `end()` was called. */
  readonly writableEnded?: boolean;
  /** What `end()` asked for has been done. */
  readonly writableFinished?: boolean;
  on(event: 'data', listener: (data: Uint8Array) => void): unknown;
  on(event: 'end' | 'drain' | 'close' | 'finish', listener: () => void): unknown;
  on(event: 'error', listener: (error: Error & { code?: string }) => void): unknown;
  write(data: Uint8Array): boolean;
  end(): unknown;
  pause(): unknown;
  resume(): unknown;
  destroy(): unknown;
  /**
   * Ends the connection with a RST; absent or not applicable on unix sockets. Never between `end()` and
   * `finish` when nothing is left to be written: libuv refuses then (EINVAL), and Node loses the descriptor.
   */
  resetAndDestroy?(): unknown;
}

/** What a listening socket tells. Nothing of it is called before `listen()` has returned. */
export interface ListeningEvents {
  listening(address: ServerAddress): void;
  connection(socket: TransportSocket): void;
  /** It could not be bound; nothing more comes. */
  failed(error: XstateNetError): void;
  /** Something went wrong that it survives. */
  error(error: XstateNetError): void;
  /** After `close()`: the port is free. Connections live on. */
  closed(): void;
}

/** A listening socket. */
export interface Listening {
  /** Stops listening; may be called at any time, also before it is bound. */
  close(): void;
}

/** Where to listen, as the transport is asked: the port may be a random one. */
export interface ListenRequest {
  readonly port: number | undefined;
  readonly options: ResolvedServerOptions;
}

/**
 * A network. `tcpTransport()` is the real one, for TCP and unix sockets alike; a simulated one runs
 * in virtual time. One compliance suite runs against each.
 */
export interface Transport extends TransportChoice {
  readonly clock: TransportClock;
  listen(request: ListenRequest, events: ListeningEvents): Listening;
  /** Calls back at the end of this turn of the event loop, after the sockets that are ready were read. */
  afterTurn(callback: () => void): void;
  /** `socket.on('data', listener)`, where the transport knows a quicker way to the same effect. */
  onData?(socket: TransportSocket, listener: (data: Uint8Array) => void): void;
  /** Unsent bytes to the byte, where `writableLength` counts whole writes only: shows progress. */
  unsent?(socket: TransportSocket): number;
  /** From 0 up to but not including 1; random ports are drawn from it. */
  random(): number;
  /** How many connections the machine allows, or undefined if nothing is known to limit them. */
  connectionLimit(): number | undefined;
}
