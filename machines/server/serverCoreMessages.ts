import type { AnyActorRef, EventObject } from 'xstate';
import type { ConnectionInfo, ServerAddress } from '../connection/connectionInfo';
import type { ConnectionEnd, CsaReport, EndReport } from '../connection/csaMessages';
import type { HandlerOf } from '../handler/handlerRef';
import type { Protocol } from '../handler/protocol';
import type { XstateNetError } from '../kit/errors';
import type { ServerCommand } from '../listener/serverCommand';
import type { RefusalReason, ServerOutput } from '../listener/tcpServerMessages';
import type { ServerOptions } from '../options/serverOptions';

/** A connection that waits for its handler. */
export interface NewCsa extends CsaReport {
  readonly type: 'socketActivity.newCSA';
  /** Its handler, that is about to start; undefined if none could be made. */
  readonly handler?: AnyActorRef | undefined;
}

/** A connection that is gone. */
export interface ShutdownCsa extends EndReport {
  readonly type: 'socketActivity.shutdownCSA';
  /** The handler that it had. */
  readonly handler?: AnyActorRef | undefined;
}

/** A handler, or what makes one, threw. */
export interface HandlerFailed {
  readonly type: 'handlers.failed';
  readonly connection: ConnectionInfo;
  readonly handler?: AnyActorRef | undefined;
  readonly error: XstateNetError;
}

/** A connection brought more messages than it may. */
export interface HandlerThrottled {
  readonly type: 'handlers.throttled';
  readonly connection: ConnectionInfo;
  readonly handler: AnyActorRef;
}

/** Messages of a backplane are lost because the peer of a handler does not read. */
export interface HandlerLagging {
  readonly type: 'handlers.lagging';
  readonly connection: ConnectionInfo;
  readonly handler: AnyActorRef;
  /** How many were lost since the connection began. */
  readonly dropped: number;
}

/** Something went wrong between the handlers and the backplane. */
export interface BackplaneFailed {
  readonly type: 'handlers.backplaneFailed';
  readonly error: XstateNetError;
}

/** What the supervisor of the protocol handlers reports. */
export type HandlersReport = HandlerFailed | HandlerThrottled | HandlerLagging | BackplaneFailed;

/** An event did not reach a handler, because it has finished: it is given back to the client that sent it. */
export interface HandlersUntold {
  readonly type: 'handlers.untold';
  readonly said: EventObject;
}

/** What the supervisor of the protocol handlers is told. */
export type HandlersCommand =
  | ({ readonly type: 'handlers.start' } & CsaReport)
  | { readonly type: 'handlers.stop'; readonly connection: ConnectionInfo }
  | { readonly type: 'handlers.askToFinish' }
  | { readonly type: 'handlers.insist' }
  | { readonly type: 'handlers.setLimits'; readonly options: ServerOptions }
  | {
      readonly type: 'handlers.tell';
      readonly connection: ConnectionInfo;
      readonly event: EventObject;
      /** The number of a question that was put to the client. */
      readonly question?: number | undefined;
      /** What it comes from, to be given back if the handler has finished. */
      readonly said: EventObject;
    }
  | {
      readonly type: 'handlers.withdraw';
      readonly question: number;
      readonly error: XstateNetError;
    };

/**
 * What a `serverCore` receives: what it is told, and what its own actors say to it.
 *
 * - {@link ServerCommand}: from the app, and `control.serverShutdown` from a handler.
 * - `socketActivity.*`: connections, from its `tcpServer`; `feedbackFromServer.*`: how that one fares.
 * - `handlers.*`: from the supervisor of its handlers.
 */
export type ServerCoreEvent =
  | ServerCommand
  | NewCsa
  | ShutdownCsa
  | { readonly type: 'feedbackFromServer.listening'; readonly address: ServerAddress }
  | { readonly type: 'feedbackFromServer.suspended'; readonly address?: ServerAddress }
  | {
      readonly type: 'feedbackFromServer.refused';
      readonly connection: ConnectionInfo;
      readonly reason: RefusalReason;
    }
  | ({ readonly type: 'feedbackFromServer.proxyFailed' } & ConnectionEnd)
  | ({ readonly type: 'feedbackFromServer.handshakeFailed' } & ConnectionEnd)
  | { readonly type: 'feedbackFromServer.error'; readonly error: XstateNetError }
  | { readonly type: 'xstate.done.actor.tcpServer'; readonly output: ServerOutput }
  | HandlersReport;

/** Of what concerns a connection: by it an app finds what the handler had registered, whatever became of it. */
export interface OfHandler<TProtocol = Protocol> {
  /**
   * The connection's handler: the same reference each time, which takes the own events of the protocol, if that is
   * known. Undefined if none could be made.
   */
  readonly handler?: HandlerOf<TProtocol> | undefined;
}

/**
 * What a `serverCore` emits, for the app; `ServerCoreMessage<typeof lamp>` if it serves only that protocol.
 *
 * - `listening`: it serves; also after a resume. One for each place, if it listens at several.
 * - `suspended`, `closing`, `shutdown`: its other states. With an `address`, one of several places is suspended.
 * - `connected`, `disconnected`: each exactly once for a connection. `refused`: one was turned away.
 * - `proxyFailed`: of one its proxy did not say whose it is, as its `howDied` and `error` say; it never was `connected`.
 * - `handshakeFailed`: one could not be secured, as its `howDied` and `error` say; it never was `connected`.
 * - `handlerError`: a handler, or what makes one, threw; that connection ends with `handlerError`.
 * - `throttled`: a connection brought more messages than `messagesPerSecond`; once until it has been quiet.
 * - `lagging`: messages of the backplane are lost because the peer of their subscriber does not read; once until it
 *   has caught up.
 * - `error`: the listener failed, or the backplane. Without a `listening` before it, `shutdown` follows.
 */
export type ServerCoreMessage<TProtocol = Protocol> =
  | { readonly type: 'listening'; readonly address: ServerAddress }
  | { readonly type: 'suspended'; readonly address?: ServerAddress }
  | ({ readonly type: 'connected'; readonly connection: ConnectionInfo } & OfHandler<TProtocol>)
  | ({ readonly type: 'disconnected' } & ConnectionEnd & OfHandler<TProtocol>)
  | {
      readonly type: 'refused';
      readonly connection: ConnectionInfo;
      readonly reason: RefusalReason;
    }
  | ({ readonly type: 'proxyFailed' } & ConnectionEnd)
  | ({ readonly type: 'handshakeFailed' } & ConnectionEnd)
  | ({
      readonly type: 'handlerError';
      readonly connection: ConnectionInfo;
      readonly error: XstateNetError;
    } & OfHandler<TProtocol>)
  | ({ readonly type: 'throttled'; readonly connection: ConnectionInfo } & OfHandler<TProtocol>)
  | ({
      readonly type: 'lagging';
      readonly connection: ConnectionInfo;
      /** How many were lost since the connection began. */
      readonly dropped: number;
    } & OfHandler<TProtocol>)
  | { readonly type: 'error'; readonly error: XstateNetError }
  | { readonly type: 'closing' }
  | { readonly type: 'shutdown'; readonly error?: XstateNetError };

/** The types of all that a `serverCore` emits. */
export const EMITTED_BY_SERVER_CORE: readonly string[] = Object.keys({
  listening: true,
  suspended: true,
  connected: true,
  disconnected: true,
  refused: true,
  proxyFailed: true,
  handshakeFailed: true,
  handlerError: true,
  throttled: true,
  lagging: true,
  error: true,
  closing: true,
  shutdown: true,
} satisfies Record<ServerCoreMessage['type'], true>);
