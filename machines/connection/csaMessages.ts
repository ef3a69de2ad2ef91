import type { ActorRef, Snapshot } from 'xstate';
import type { ConnectionInfo } from './connectionInfo';
import type { HowDied } from './howDied';
import type { ProxyMessage } from './proxyMessage';
import type { TlsInfo } from './tlsInfo';

/** Bytes and close time as the transport counted them: machines read no clock. */
export interface SocketClosed {
  readonly type: 'socket.closed';
  readonly bytesReceived: number;
  readonly bytesSaid: number;
  readonly bytesSent: number;
  /** Milliseconds since the epoch, by the transport's clock. */
  readonly closedAt: number;
}

/** A socket's error. Nothing more comes from the socket but `socket.closed`. */
export interface SocketError {
  readonly type: 'socket.error';
  readonly error: Error & { readonly code?: string | undefined };
}

/**
 * What the transport tells a CSA of its socket.
 *
 * - `readReady`: bytes arrived. `socket.ended`: the peer's FIN, behind the last of them.
 * - `sendBlocked`, `sendReady`: unsent bytes reached the high-water mark; they have left.
 * - `readHeld`, `readReleased`: reading must rest, may go on, because of what is unsent.
 * - `readQuiet`: all that had arrived when `control.serverShutdown` came has been delivered.
 * - `socket.idleTimeout`, `socket.readTimeout`, `socket.lingerTimeout`, `socket.outboxOverflow`: a limit was reached,
 *   as `error` says in numbers.
 * - `socket.announced`: its proxy has said for whom it speaks. `socket.proxyTimeout`: it has not, in time.
 * - `socket.secured`: the handshake is over. `socket.handshakeTimeout`: it was not in time.
 * - `socket.error`, `socket.closed`: the end; `socket.closed` comes exactly once, and last.
 */
export type TransportEvent =
  | { readonly type: 'readReady'; readonly data: Uint8Array }
  | { readonly type: 'sendReady' }
  | { readonly type: 'sendBlocked' }
  | { readonly type: 'readHeld' }
  | { readonly type: 'readReleased' }
  | { readonly type: 'readQuiet' }
  | { readonly type: 'socket.ended' }
  | { readonly type: 'socket.idleTimeout' }
  | { readonly type: 'socket.readTimeout' }
  | { readonly type: 'socket.lingerTimeout' }
  | { readonly type: 'socket.outboxOverflow'; readonly error: Error }
  | { readonly type: 'socket.announced'; readonly message: ProxyMessage }
  | { readonly type: 'socket.proxyTimeout'; readonly error: Error }
  | { readonly type: 'socket.secured'; readonly tls: TlsInfo }
  | { readonly type: 'socket.handshakeTimeout'; readonly error: Error }
  | SocketError
  | SocketClosed;

/**
 * What a connected socket adapter receives.
 *
 * - `inbox`: bytes to send.
 * - `control.producerFinished`: finish: flush, FIN, wait for the peer's FIN no longer than the linger timeout.
 * - `control.protocolError`: what the peer sent is no message: finish likewise, and say of what it died.
 * - `control.shutdownMicroprocess`: abort: end the connection now.
 * - `control.serverShutdown`: the server drains: say so to the handler, behind all that had arrived.
 * - `control.insist`: the server has waited long enough: say so to the handler now, unless it was said.
 * - `control.admit`, `control.secure`, `control.refuse`: whom its proxy has announced may come, may come when it is
 *   secured, may not come.
 * - `control.makessl`: flush what was said, then secure the connection by TLS.
 * - `control.injection`: bytes in plain text had come behind the peer's wish for TLS: end the connection.
 * - `flow.pause`, `flow.resume`: stop and start reading. `flow.end`: close our half, go on reading.
 * - `flow.paced`: say `flow.ready` after every block that has left, not only after having been blocked.
 */
export type CsaEvent =
  | { readonly type: 'inbox'; readonly data: Uint8Array }
  | { readonly type: 'control.producerFinished' }
  | { readonly type: 'control.protocolError'; readonly error: Error }
  | {
      readonly type: 'control.shutdownMicroprocess';
      /** Why, when it is not the handler's or owner's own wish. */
      readonly howDied?: 'aborted' | 'handlerError' | 'replaced' | 'shutdownTimeout';
    }
  | { readonly type: 'control.serverShutdown' }
  | { readonly type: 'control.insist' }
  | { readonly type: 'control.admit' }
  | { readonly type: 'control.secure' }
  | { readonly type: 'control.refuse' }
  | { readonly type: 'control.makessl' }
  | { readonly type: 'control.injection' }
  | { readonly type: 'flow.pause' }
  | { readonly type: 'flow.resume' }
  | { readonly type: 'flow.end' }
  | { readonly type: 'flow.paced' }
  | TransportEvent;

/**
 * What a connected socket adapter emits, to whoever is linked to it.
 *
 * - `outbox`: bytes received.
 * - `signal.producerFinished`: the peer will send no more.
 * - `signal.serverShutdown`: the server asks to finish.
 * - `signal.sslready`: what was asked for by `control.makessl` is done.
 * - `signal.shutdownCSA`: the connection is gone; the last message.
 * - `flow.ready`, `flow.blocked`: whether more may be sent now.
 */
export type CsaMessage =
  | { readonly type: 'outbox'; readonly data: Uint8Array }
  | { readonly type: 'signal.producerFinished' }
  | { readonly type: 'signal.serverShutdown' }
  | { readonly type: 'signal.sslready'; readonly tls: TlsInfo }
  | { readonly type: 'signal.shutdownCSA'; readonly howDied: HowDied }
  | { readonly type: 'flow.ready' }
  | { readonly type: 'flow.blocked' };

/** A connected socket adapter seen from outside. */
export type CsaRef = ActorRef<Snapshot<unknown>, CsaEvent, CsaMessage>;

/** A connection and its CSA, as they are told of from box to box. */
export interface CsaReport {
  readonly csa: CsaRef;
  readonly connection: ConnectionInfo;
  /** The socket's number. */
  readonly descriptor: number;
}

/** How a connection ended, with its counts; a CSA's output. */
export interface ConnectionEnd {
  readonly connection: ConnectionInfo;
  readonly howDied: HowDied;
  readonly bytesReceived: number;
  /** Bytes that were given to be sent. */
  readonly bytesSaid: number;
  /**
   * Bytes of those that the system took to send them: all of them but for what was unsent when the
   * connection was broken off. Behind a socket's error, those of them that had surely left by then.
   */
  readonly bytesSent: number;
  /** Milliseconds from accept to close. */
  readonly duration: number;
  /** The error, where `howDied` comes from one: of the socket, of a limit, or of what the peer sent. */
  readonly error?: Error;
}

/** How the connection of a CSA ended. */
export interface EndReport extends ConnectionEnd, CsaReport {}

/** Along `creatorFeedback`, to the `tcpServer` that made the CSA. */
export interface SocketShutdown extends EndReport {
  readonly type: 'feedbackFromCSA.socketShutdown';
}

/** A connection's proxy has said whose it is: who made its CSA answers whether that one may come. */
export interface Announced extends CsaReport {
  readonly type: 'feedbackFromCSA.announced';
}

/** A connection is gone of which its proxy has not said whose it is: nobody was told of it. */
export interface ProxyFailed extends EndReport {
  readonly type: 'feedbackFromCSA.proxyFailed';
}

/** A connection that came to be secured is, and from now on bytes may flow. */
export interface Secured extends CsaReport {
  readonly type: 'feedbackFromCSA.secured';
}

/** A connection that came to be secured is gone without having been: nobody was told of it. */
export interface HandshakeFailed extends EndReport {
  readonly type: 'feedbackFromCSA.handshakeFailed';
}

/** A connection that its server knows already is secured now. */
export interface Upgraded extends CsaReport {
  readonly type: 'feedbackFromCSA.upgraded';
}

/** What becomes of a connection whose proxy has to say first whose it is. */
export type OfProxies = Announced | ProxyFailed;

/** What a CSA tells the `tcpServer` that made it. */
export type CreatorFeedback = SocketShutdown | OfProxies | Secured | HandshakeFailed | Upgraded;

/** What the selector is told along `selectorSignal`. */
export type SelectorNotification =
  | { readonly type: 'notify.newReader'; readonly descriptor: number }
  | { readonly type: 'notify.removeReader'; readonly descriptor: number }
  | { readonly type: 'notify.newWriter'; readonly descriptor: number }
  | { readonly type: 'notify.removeWriter'; readonly descriptor: number };

const ENDS_SENDING: ReadonlySet<string> = new Set<CsaEvent['type']>([
  'control.producerFinished',
  'control.protocolError',
  'control.shutdownMicroprocess',
  'flow.end',
  'socket.idleTimeout',
  'socket.readTimeout',
  'socket.outboxOverflow',
  'socket.error',
  'socket.closed',
]);

/** Whether a CSA that has heard this sends nothing more of what it is given. */
export const endsSending = (type: string): boolean => ENDS_SENDING.has(type);

/** The types of all that a connected socket adapter emits. */
export const EMITTED_BY_CSA: readonly string[] = Object.keys({
  outbox: true,
  'signal.producerFinished': true,
  'signal.serverShutdown': true,
  'signal.sslready': true,
  'signal.shutdownCSA': true,
  'flow.ready': true,
  'flow.blocked': true,
} satisfies Record<CsaMessage['type'], true>);
