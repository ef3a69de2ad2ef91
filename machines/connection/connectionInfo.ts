import type { ProxyInfo } from './proxyInfo';
import type { TlsInfo } from './tlsInfo';

/** What is known of a connection when it is there; a protocol handler's input. */
export interface ConnectionInfo {
  /** Serial number within its server, from 1. */
  readonly id: number;
  /**
   * The client's address; an IPv4 address mapped into IPv6 is given as IPv4. Empty on a unix socket, and of a
   * client that broke off before it was accepted.
   */
  readonly peer: string;
  /** The client's port; 0 on a unix socket. */
  readonly peerport: number;
  /** The server's address that the client reached. Empty on a unix socket. */
  readonly localip: string;
  /** The server's port that the client reached; 0 on a unix socket. */
  readonly localport: number;
  readonly family: 'IPv4' | 'IPv6' | 'unix';
  /** The path of the unix socket that the client reached; undefined over TCP. */
  readonly path?: string;
  /**
   * When it was accepted, in milliseconds since the epoch by the transport's clock, which runs on evenly
   * when the clock of the machine is set.
   */
  readonly connectedAt: number;
  /** What was agreed upon where it is secured by TLS; undefined while it is in plain text. */
  readonly tls?: TlsInfo;
  /**
   * What the proxy has said that the client came by, and the proxy's own address; undefined of one that came
   * by none. `peer` and all else above are then those that it has announced.
   */
  readonly proxy?: ProxyInfo;
}

/** Where a server listens. */
export type ServerAddress =
  | { readonly family: 'IPv4' | 'IPv6'; readonly host: string; readonly port: number }
  | { readonly family: 'unix'; readonly path: string };

/** Where a client connects to: a port of a host, given by its name or address, or a unix socket. */
export type PeerAddress =
  | { readonly host: string; readonly port: number }
  | { readonly path: string };

/** `localhost:1601`, `[::1]:1601` or `unix:/run/echo.sock`. */
export function describePeerAddress(to: PeerAddress): string {
  if ('path' in to) return `unix:${to.path}`;
  return to.host.includes(':') ? `[${to.host}]:${to.port}` : `${to.host}:${to.port}`;
}

/** `127.0.0.1:1601`, `[::1]:1601` or `unix:/run/echo.sock`. */
export function describeAddress(address: ServerAddress): string {
  if (address.family === 'unix') return `unix:${address.path}`;
  return address.family === 'IPv6'
    ? `[${address.host}]:${address.port}`
    : `${address.host}:${address.port}`;
}

/** The client's side of a connection, in the form of {@link describeAddress}. */
export function describePeer(connection: ConnectionInfo): string {
  if (connection.family === 'unix') return `unix:${connection.path ?? ''}#${connection.id}`;
  return connection.family === 'IPv6'
    ? `[${connection.peer}]:${connection.peerport}`
    : `${connection.peer}:${connection.peerport}`;
}
