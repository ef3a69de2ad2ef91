import type { AnyActorRef, EventObject } from 'xstate';
import type { ConnectionInfo, PeerAddress } from '../connection/connectionInfo';
import type {
  ConnectionEnd,
  CreatorFeedback,
  CsaReport,
  OfProxies,
} from '../connection/csaMessages';
import type { HowDied } from '../connection/howDied';
import type { XstateNetError } from '../kit/errors';
import type { HandlersReport, HandlersUntold } from '../server/serverCoreMessages';
import type { ClientSaid } from './outgoing';

/** There is a connection, and its CSA, which reads. */
export interface ConnectorConnected extends CsaReport {
  readonly type: 'connector.connected';
  /** Its handler, that is about to start; undefined if none could be made. */
  readonly handler?: AnyActorRef | undefined;
}

/** The peer has been reached, and the connection is about to be secured. */
export interface ConnectorSecuring extends CsaReport {
  readonly type: 'connector.securing';
}

/** It is secured. */
export interface ConnectorAnnounce extends CsaReport {
  readonly type: 'connector.announce';
}

/** What the connector says. */
export type ConnectorEvent =
  | ConnectorConnected
  | ConnectorSecuring
  | {
      readonly type: 'connector.failed';
      readonly error: XstateNetError;
      /** When the attempt had begun, by the transport's clock. */
      readonly began: number;
    }
  | {
      readonly type: 'connector.drawn';
      /** From 0 up to but not including 1. */
      readonly chance: number;
      /** The time, by the transport's clock. */
      readonly now: number;
    }
  | { readonly type: 'connector.waited' };

/** What the connector is told. */
export type ConnectorCommand =
  | { readonly type: 'connector.connect'; readonly to: PeerAddress }
  | ConnectorAnnounce
  | { readonly type: 'connector.draw' }
  | { readonly type: 'connector.wait'; readonly milliseconds: number }
  | { readonly type: 'connector.abandon' }
  | { readonly type: 'connector.abort'; readonly howDied: 'aborted' | 'shutdownTimeout' };

/**
 * What a `tcpClient` receives.
 *
 * - `inbox`: without a protocol, what is to be said. `say`: with one, an event for its handler. While there is no
 *   connection, both are held for the next, up to `heldMessages` and `heldLimit`.
 * - `control.producerFinished`, `control.serverShutdown`: finish: the handler is asked to, what it said is
 *   flushed, and the client ends. `control.shutdownMicroprocess`: end now.
 * - `connector.*`: from its connector. `handlers.*`: from the supervisor of its handler.
 * - `peer.received`: from the handler that a client without a protocol has.
 * - `feedbackFromCSA.socketShutdown`: the connection is gone. `feedbackFromCSA.secured`: it can be told of.
 *   `feedbackFromCSA.handshakeFailed`: it is gone before that. `feedbackFromCSA.upgraded`: secured later, by its handler.
 */
export type ClientEvent =
  | ClientSaid
  | { readonly type: 'control.producerFinished' }
  | { readonly type: 'control.serverShutdown' }
  | { readonly type: 'control.shutdownMicroprocess' }
  | { readonly type: 'peer.received'; readonly data: unknown }
  | ConnectorEvent
  | Exclude<CreatorFeedback, OfProxies>
  | HandlersReport
  | HandlersUntold;

/** A client's connection, as it is told of. */
export interface OfConnection {
  readonly connection: ConnectionInfo;
  /** The connection's handler: the same reference each time. Undefined if none could be made. */
  readonly handler: AnyActorRef | undefined;
}

/**
 * What a `tcpClient` emits, for the app.
 *
 * - `connecting`, `failed`: an attempt, by one address. `waiting`: all addresses were tried; so long until the next.
 * - `connected`, `closed`: each exactly once for a connection; `closed` with how it died.
 * - `outbox`: without a protocol, what was received: bytes, or messages of the codec.
 * - `undelivered`: what could not be said, or not be held for the next connection, and why.
 * - `handlerError`, `throttled`, `lagging`: as a server says them.
 * - `error`: why it ends, if not as it was asked; or something went wrong with the backplane. `closing`, `shutdown`: its last states.
 */
export type ClientMessage<TReceived = unknown> =
  | {
      readonly type: 'connecting';
      readonly to: PeerAddress;
      /** From 1, counted anew when a connection has lasted. */
      readonly attempt: number;
    }
  | {
      readonly type: 'failed';
      readonly to: PeerAddress;
      readonly error: XstateNetError;
      /** How the connection ended, if there was one and it could not be secured. */
      readonly howDied?: HowDied;
    }
  | {
      readonly type: 'waiting';
      readonly milliseconds: number;
      /** Attempts in a row that came to nothing. */
      readonly attempts: number;
    }
  | ({ readonly type: 'connected' } & OfConnection)
  | ({ readonly type: 'closed' } & OfConnection & ConnectionEnd)
  | { readonly type: 'outbox'; readonly data: TReceived }
  | {
      readonly type: 'undelivered';
      /** The event as it was sent to the handler, or the data. */
      readonly said: EventObject | unknown;
      readonly error: XstateNetError;
    }
  | ({ readonly type: 'handlerError'; readonly error: XstateNetError } & OfConnection)
  | ({ readonly type: 'throttled' } & OfConnection)
  | ({ readonly type: 'lagging'; readonly dropped: number } & OfConnection)
  | { readonly type: 'error'; readonly error: XstateNetError }
  | { readonly type: 'closing' }
  | { readonly type: 'shutdown'; readonly error?: XstateNetError };
