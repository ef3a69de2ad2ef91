import type { ConnectionInfo, ServerAddress } from '../connection/connectionInfo';
import type {
  ConnectionEnd,
  CreatorFeedback,
  CsaReport,
  EndReport,
} from '../connection/csaMessages';
import type { XstateNetError } from '../kit/errors';
import type { Linkage } from '../kit/nowhere';
import type { ResolvedServerOptions } from '../options/resolveOptions';
import type { TlsOptions } from '../options/tlsOptions';
import type { SelectorEvent } from './selector';
import type { OfOnePlace, ServerCommand, Suspension } from './serverCommand';

/** Why a connection was turned away. */
export type RefusalReason =
  | 'maxConnections'
  | 'maxConnectionsPerAddress'
  | 'acceptsPerSecond'
  | 'acceptsPerSecondPerAddress'
  | 'denied'
  | 'notAllowed'
  | 'notAProxy'
  | 'noAddress'
  | 'suspended'
  | 'closing';

/** A connection that waits for its CSA. */
export interface NewConnection {
  readonly type: 'newconnection';
  readonly descriptor: number;
  readonly connection: ConnectionInfo;
}

/** What the listening socket says. */
export type ListenerEvent =
  | { readonly type: 'listener.listening'; readonly address: ServerAddress }
  | { readonly type: 'listener.failed'; readonly error: XstateNetError }
  | { readonly type: 'listener.error'; readonly error: XstateNetError }
  | { readonly type: 'listener.closed' }
  /** One of several places was resumed, or suspended, by itself; and now none of them accepts. */
  | { readonly type: 'listener.opened'; readonly address: ServerAddress }
  | { readonly type: 'listener.shut'; readonly address: ServerAddress }
  | { readonly type: 'listener.suspended' }
  | NewConnection;

/** What the listening socket is told. */
export type ListenerCommand =
  | { readonly type: 'listener.listen'; readonly port: number | undefined }
  | { readonly type: 'listener.close' }
  | ({ readonly type: 'listener.suspend' } & Suspension)
  | ({ readonly type: 'listener.resume' } & OfOnePlace)
  | { readonly type: 'listener.refuse'; readonly descriptor: number }
  | { readonly type: 'listener.setLimits'; readonly options: ResolvedServerOptions }
  | { readonly type: 'listener.reloadTls'; readonly tls: TlsOptions | undefined };

/** A CSA has been made and started. */
export interface ConnectionsNewCsa extends CsaReport {
  readonly type: 'connections.newCSA';
}

/** A connection may not come, because of whose it is. */
export interface ConnectionsRefused {
  readonly type: 'connections.refused';
  readonly descriptor: number;
  readonly connection: ConnectionInfo;
  readonly reason: RefusalReason;
}

/** What the supervisor of the CSAs says. */
export type ConnectionsEvent =
  | { readonly type: 'connections.started'; readonly selector: Linkage<SelectorEvent> }
  | ConnectionsNewCsa
  | ConnectionsRefused
  | { readonly type: 'connections.full' }
  | { readonly type: 'connections.available' }
  | { readonly type: 'connections.empty' };

/** What the supervisor of the CSAs is told. */
export type ConnectionsCommand =
  | {
      readonly type: 'connections.accept';
      readonly descriptor: number;
      readonly connection: ConnectionInfo;
    }
  | ({ readonly type: 'connections.announced' } & CsaReport)
  | ({ readonly type: 'connections.secured' } & CsaReport)
  | { readonly type: 'connections.report' }
  | { readonly type: 'connections.setLimits'; readonly options: ResolvedServerOptions }
  | { readonly type: 'connections.drain' }
  | { readonly type: 'connections.abort'; readonly howDied: 'aborted' | 'shutdownTimeout' };

/**
 * What a `tcpServer` receives: what it is told, and what its own actors say to it.
 *
 * - {@link ServerCommand}: from the app. Wrong limits are told as `signal.error`.
 * - `newconnection`, `listener.*`: from the transport. `connections.*`: from the CSAs' supervisor.
 * - `feedbackFromCSA.socketShutdown`: a connection is gone. `announced`, `proxyFailed`: what became of one that came
 *   by a proxy. `secured`, `handshakeFailed`: what became of
 *   one that had to be secured first.
 */
export type TcpServerEvent = ServerCommand | CreatorFeedback | ListenerEvent | ConnectionsEvent;

/**
 * What a `tcpServer` emits.
 *
 * - `protocolHandlerSignal.newCSA`: a connection was accepted; link to its CSA now, in the same turn.
 * - `protocolHandlerSignal.shutdownCSA`: that connection is gone; exactly once for each `newCSA`.
 * - `signal.*`: how the listener fares: `listening`, `suspended`, `refused`, `proxyFailed`, `handshakeFailed`,
 *   `error`, `closing`, `shutdown`.
 */
export type TcpServerMessage =
  | ({ readonly type: 'protocolHandlerSignal.newCSA' } & CsaReport)
  | ({ readonly type: 'protocolHandlerSignal.shutdownCSA' } & EndReport)
  | { readonly type: 'signal.listening'; readonly address: ServerAddress }
  | { readonly type: 'signal.suspended'; readonly address?: ServerAddress }
  | {
      readonly type: 'signal.refused';
      readonly connection: ConnectionInfo;
      readonly reason: RefusalReason;
    }
  | ({ readonly type: 'signal.proxyFailed' } & ConnectionEnd)
  | ({ readonly type: 'signal.handshakeFailed' } & ConnectionEnd)
  | { readonly type: 'signal.error'; readonly error: XstateNetError }
  | { readonly type: 'signal.closing' }
  | { readonly type: 'signal.shutdown'; readonly error?: XstateNetError };

/** A server's output: the error, if it ended because of one. */
export interface ServerOutput {
  readonly error?: XstateNetError;
}

/** The types of all that a `tcpServer` emits. */
export const EMITTED_BY_TCP_SERVER: readonly string[] = Object.keys({
  'protocolHandlerSignal.newCSA': true,
  'protocolHandlerSignal.shutdownCSA': true,
  'signal.listening': true,
  'signal.suspended': true,
  'signal.refused': true,
  'signal.proxyFailed': true,
  'signal.handshakeFailed': true,
  'signal.error': true,
  'signal.closing': true,
  'signal.shutdown': true,
} satisfies Record<TcpServerMessage['type'], true>);
