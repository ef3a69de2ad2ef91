import type { TlsInfo } from '../connection/tlsInfo';
import type { AnyCodec, Codec, EventCodec } from '../framing';
import type { XstateNetError } from '../kit/errors';
import type { BackplaneWord } from './backplaneMessages';
import type { AnswerMessage, RegisterMessage, TellMessage } from './handlerWords';

/** Bytes from the peer. */
export interface InboxEvent {
  readonly type: 'inbox';
  readonly data: Uint8Array;
}

/**
 * What a protocol handler receives.
 *
 * - `inbox`: bytes from the peer, in order, cut anywhere.
 * - `control.producerFinished`: the peer will send no more. A handler that does not answer it keeps
 *   its half open until a timeout.
 * - `control.serverShutdown`: please finish. It comes behind every byte that the server had received.
 * - `control.socketShutdown`: the connection is gone; nothing more can be said.
 * - `control.sslready`: what `makessl()` asked for is done; from now on all is encrypted.
 * - `flow.ready`: a producer may send one block now. Comes at the start, and after each block has left.
 * - `flow.blocked`: what was sent has not left yet; wait for `flow.ready`.
 * - `registry.refused`: another connection has the key that the handler wanted to be found by.
 */
export type ProtocolEvent =
  | InboxEvent
  | { readonly type: 'control.producerFinished' }
  | { readonly type: 'control.serverShutdown' }
  | { readonly type: 'control.socketShutdown' }
  | { readonly type: 'control.sslready'; readonly tls: TlsInfo }
  | { readonly type: 'flow.ready' }
  | { readonly type: 'flow.blocked' }
  | { readonly type: 'registry.refused'; readonly key: string };

/** What a handler with a codec hears of its connection, besides messages. */
export type ConnectionEvent = Exclude<ProtocolEvent, InboxEvent>;

/** A whole message from the peer, where the handler has a codec. */
export interface FrameEvent<TMessage> {
  readonly type: 'inbox';
  readonly data: TMessage;
}

/**
 * What the peer sent is no message, for a chart that lists this event; another one's connection ends with
 * `protocolError`. Behind `XN_MISFIT` the next message comes as ever; behind `XN_BAD_FRAME` the place in the
 * stream is lost, and nothing more comes but the peer's end.
 */
export interface InvalidEvent {
  readonly type: 'inbox.invalid';
  readonly error: XstateNetError;
  /** The error's words, with the first bytes of what was wrong. */
  readonly reason: string;
}

/** What a handler with a codec receives that keeps messages in its `inbox`. */
export type FramedEvent<TMessage = unknown> = FrameEvent<TMessage> | InvalidEvent | ConnectionEvent;

/** What a handler receives, by the codec that it was set up with; without one, bytes. */
export type HandlerEvent<TCodec extends AnyCodec | undefined> = [TCodec] extends [undefined]
  ? ProtocolEvent
  :
      | (TCodec extends EventCodec<infer TEvent, unknown, never>
          ? TEvent
          : TCodec extends Codec<infer TMessage, unknown, never>
            ? FrameEvent<Exclude<TMessage, XstateNetError>>
            : never)
      | InvalidEvent
      | ConnectionEvent;

/** What a handler may say to its peer, by the codec that it was set up with. */
export type SaidBy<TCodec extends AnyCodec | undefined> = TCodec extends {
  encode(message: infer TSaid): Uint8Array;
}
  ? TSaid
  : Uint8Array;

/** For the peer: bytes, or with a codec what that encodes. */
export interface OutboxMessage<TSaid = Uint8Array> {
  readonly type: 'outbox';
  readonly data: TSaid;
}

/**
 * What a protocol handler says (emits).
 *
 * - `outbox`: bytes for the peer, or with a codec a message that it encodes.
 * - `signal.producerFinished`: finish: flush what was said, close. Reaching a final state says the same.
 * - `signal.shutdownMicroprocess`: abort: end the connection now, dropping what was not sent.
 * - `signal.makessl`: flush what was said, then secure the connection by TLS. `signal.injection`: bytes had come
 *   behind the wish for it: end the connection.
 * - `flow.end`: flush and close our half only; the peer may go on sending.
 * - `flow.pause`, `flow.resume`: stop and start the inbox, and with it the reading of the socket.
 * - `serverSignal.serverShutdown`: drain and stop the whole server.
 * - `ask.answer`: the answer to a question of the app's. `owner.tell`: an event for the server's owner.
 * - `registry.register`: the key by which the handler wants to be found.
 * - `backplane.subscribe`, `backplane.unsubscribe`, `backplane.publish`, `backplane.members`: for the backplane.
 */
export type ProtocolMessage<TSaid = Uint8Array> = OutboxMessage<TSaid> | ProtocolWord;

/** What a handler says that is not for its peer. */
export type ProtocolWord =
  | { readonly type: 'signal.producerFinished' }
  | { readonly type: 'signal.shutdownMicroprocess'; readonly error?: XstateNetError }
  | { readonly type: 'signal.makessl' }
  | { readonly type: 'signal.injection' }
  | { readonly type: 'flow.end' }
  | { readonly type: 'flow.pause' }
  | { readonly type: 'flow.resume' }
  | { readonly type: 'serverSignal.serverShutdown' }
  | AnswerMessage
  | TellMessage
  | RegisterMessage
  | BackplaneWord;
