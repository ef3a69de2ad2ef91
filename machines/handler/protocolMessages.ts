import type { XstateNetError } from '../kit/errors';

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
 * - `flow.ready`: a producer may send one block now. Comes at the start, and after each block has left.
 * - `flow.blocked`: what was sent has not left yet; wait for `flow.ready`.
 */
export type ProtocolEvent =
  | InboxEvent
  | { readonly type: 'control.producerFinished' }
  | { readonly type: 'control.serverShutdown' }
  | { readonly type: 'control.socketShutdown' }
  | { readonly type: 'flow.ready' }
  | { readonly type: 'flow.blocked' };

/** Bytes for the peer. */
export interface OutboxMessage {
  readonly type: 'outbox';
  readonly data: Uint8Array;
}

/**
 * What a protocol handler says (emits).
 *
 * - `outbox`: bytes for the peer.
 * - `signal.producerFinished`: finish: flush what was said, close. Reaching a final state says the same.
 * - `signal.shutdownMicroprocess`: abort: end the connection now, dropping what was not sent.
 * - `flow.end`: flush and close our half only; the peer may go on sending.
 * - `flow.pause`, `flow.resume`: stop and start the inbox, and with it the reading of the socket.
 * - `serverSignal.serverShutdown`: drain and stop the whole server.
 */
export type ProtocolMessage =
  | OutboxMessage
  | { readonly type: 'signal.producerFinished' }
  | { readonly type: 'signal.shutdownMicroprocess'; readonly error?: XstateNetError }
  | { readonly type: 'flow.end' }
  | { readonly type: 'flow.pause' }
  | { readonly type: 'flow.resume' }
  | { readonly type: 'serverSignal.serverShutdown' };
