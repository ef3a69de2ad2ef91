import type { ServerAddress } from '../connection/connectionInfo';
import type { SettableLimits } from '../options/setLimits';
import type { TlsOptions } from '../options/tlsOptions';

/** Of one of several places, by its address as it was told or given; of all without it. */
export interface OfOnePlace {
  readonly address?: ServerAddress | string | undefined;
}

/** How a server, or one of its places, stops accepting. */
export interface Suspension extends OfOnePlace {
  readonly mode?: 'close' | 'refuse' | undefined;
}

/**
 * What an app may send a server of many connections, a `serverCore`, `simpleServer` or `tcpServer`.
 *
 * - `control.serverShutdown`: drain: no new connections; what is left after the shutdown timeout is aborted.
 * - `control.shutdownMicroprocess`: abort everything now.
 * - `control.suspend`, `control.resume`: stop and start accepting; connections live on. `close` closes
 *   the listening socket, so that clients are refused by the kernel; `refuse` keeps the port, accepts
 *   and closes. With an `address`, one of several places alone.
 * - `control.reloadTls`: keys and certificates for the handshakes to come, those in `tls`, or their files anew.
 * - `control.setLimits`: other limits from now on, for new connections and, timeouts, for those that are there.
 *   Wrong ones are told as an error, and change nothing.
 */
export type ServerCommand =
  | { readonly type: 'control.serverShutdown' }
  | { readonly type: 'control.shutdownMicroprocess' }
  | ({ readonly type: 'control.suspend' } & Suspension)
  | ({ readonly type: 'control.resume' } & OfOnePlace)
  | { readonly type: 'control.setLimits'; readonly limits: SettableLimits }
  | { readonly type: 'control.reloadTls'; readonly tls?: TlsOptions };
