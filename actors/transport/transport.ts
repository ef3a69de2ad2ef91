/**
 * The contract between servers and a network: for who writes a transport. `transportCompliance`
 * holds one to it.
 */

import type { PeerAddress, ServerAddress } from '../../machines/connection/connectionInfo';
import type { TlsInfo } from '../../machines/connection/tlsInfo';
import type { XstateNetError } from '../../machines/kit/errors';
import type { TransportChoice } from '../../machines/kit/transportChoice';
import type { ClientTlsOptions } from '../../machines/options/clientTlsOptions';
import type { ResolvedServerOptions } from '../../machines/options/resolveOptions';
import type { TlsOptions } from '../../machines/options/tlsOptions';
import type { Environment } from './environment';

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
  /** Bytes that have come and were not read, where that is known. */
  readonly readableLength?: number;
  /** Bytes that were ever written, left or not. */
  readonly bytesWritten?: number | undefined;
  readonly destroyed: boolean;
  /** The peer's FIN was read and told. */
  readonly readableEnded?: boolean;
  /** `end()` was called. */
  readonly writableEnded?: boolean;
  /** What `end()` asked for has been done. */
  readonly writableFinished?: boolean;
  on(event: 'data', listener: (data: Uint8Array) => void): unknown;
  on(event: 'end' | 'drain' | 'close' | 'finish', listener: () => void): unknown;
  on(event: 'error', listener: (error: Error & { code?: string }) => void): unknown;
  off(event: 'data', listener: (data: Uint8Array) => void): unknown;
  off(event: 'end' | 'drain' | 'close' | 'finish', listener: () => void): unknown;
  off(event: 'error', listener: (error: Error & { code?: string }) => void): unknown;
  write(data: Uint8Array): boolean;
  end(): unknown;
  /** Puts bytes back that were read, in front of all that were not: while it is paused. */
  unshift(data: Uint8Array): unknown;
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

/** What of a client's options concerns its socket before it is connected. */
export type ConnectOptions = Pick<
  ResolvedServerOptions,
  'noDelay' | 'keepAlive' | 'keepAliveInitialDelay' | 'highWaterMark'
>;

/** Where to connect to. A host that has several addresses is tried by all of them, as RFC 8305 has it. */
export interface ConnectRequest {
  readonly to: PeerAddress;
  readonly options: ConnectOptions;
}

/**
 * What an attempt to connect tells: one of these, once. Nothing of it is called before `connectTo()` has
 * returned, or after `abandon()`.
 */
export interface ConnectingEvents {
  /** The socket is paused, as one that was accepted is. */
  connected(socket: TransportSocket): void;
  /** It came to nothing, and nothing is left of it. */
  failed(error: XstateNetError): void;
}

/** An attempt to connect. */
export interface Connecting {
  /** Gives it up without a word. One that has come to something is not touched. */
  abandon(): void;
}

/** How much of what was written to a socket has reached its peer. */
export interface Delivery {
  /** Bytes, in a count of the transport's own that never falls. */
  readonly delivered: number;
  /** Bytes that are known to be still on their way; 0 if none is. */
  readonly pending: number;
}

/** How a handshake ended: with what was agreed upon, or with why it failed. */
export type HandshakeEnd = (end: TlsInfo | Error) => void;

/** What secures connected sockets, as the one or the other side of them. */
export interface Securer {
  /**
   * Begins a handshake on a connected socket, and returns the stream that stands in place of
   * the socket from now on: closing it closes the socket. `ended` is called once at most, in another turn, when
   * both sides know that it has: what says so may still be on its way. What becomes of the socket in the
   * meantime (an error, a FIN, its end) the stream tells like any other.
   */
  secure(socket: TransportSocket, ended: HandshakeEnd): TransportSocket;
  /** Calls back when all that was written to a socket has left it: at once, if it has. */
  flushed(socket: TransportSocket, left: () => void): void;
}

/** A server's keys and certificates, read and checked, and what is done with them. */
export interface Security extends Securer {
  /** Takes other keys and certificates for the handshakes to come, or says why it keeps those it has. */
  reload(options: TlsOptions): XstateNetError | undefined;
}

/** Whom a client trusts, and its own certificate, read and checked. */
export interface ClientSecurity {
  /**
   * Secures what was connected to that address, whose host is the name that is asked for and expected, unless the
   * options have another. Where the peer's certificate will not do and the options insist on one that does, the
   * handshake ends with an error that says so: `XN_TLS_UNTRUSTED` or `XN_TLS_WRONG_NAME`.
   */
  towards(to: PeerAddress): Securer;
}

/** Where sockets come from, and what can be asked of them that not every stream answers in one way. */
export interface Network {
  listen(request: ListenRequest, events: ListeningEvents): Listening;
  connectTo(request: ConnectRequest, events: ConnectingEvents): Connecting;
  /** `socket.on('data', listener)`, by the quickest way there is to the same effect. */
  onData(socket: TransportSocket, listener: (data: Uint8Array) => void): void;
  /** Takes back what `onData` did. */
  offData(socket: TransportSocket, listener: (data: Uint8Array) => void): void;
  /**
   * Bytes that the system has not taken yet, of the `written` that were ever written to the socket: to
   * the byte, where `writableLength` counts whole writes only.
   */
  unsent(socket: TransportSocket, written: number): number;
  /**
   * Answers, now or a little later, how much has reached the peer, as near to it as can be seen. It is
   * asked rarely: when a timeout is up, and nothing else shows that the peer takes anything.
   */
  delivered(socket: TransportSocket, answer: (delivery: Delivery) => void): void;
  /**
   * Reads and checks keys and certificates, to secure connections by them; throws what is wrong with them.
   * Undefined where there is no TLS.
   */
  readonly security?: (options: TlsOptions) => Security;
  /** The same for the other side, a client's. */
  readonly clientSecurity?: (options: ClientTlsOptions) => ClientSecurity;
}

/**
 * A network with its surroundings. `tcpTransport()` is the real one, for TCP and unix sockets alike; a
 * simulated one runs in virtual time. One compliance suite runs against each.
 */
export interface Transport extends TransportChoice, Network, Environment {}
