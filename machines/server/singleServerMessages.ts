import type { ConnectionInfo, ServerAddress } from '../connection/connectionInfo';
import type { ConnectionEnd, CsaEvent, CsaReport, EndReport } from '../connection/csaMessages';
import type { XstateNetError } from '../kit/errors';
import type { RefusalReason, ServerOutput } from '../listener/tcpServerMessages';
import type { SettableLimits } from '../options/setLimits';
import type { TlsOptions } from '../options/tlsOptions';

/** A client has come. */
export interface OobNewCsa extends CsaReport {
  readonly type: 'oobInfo.newCSA';
}

/** A client's connection is gone. */
export interface OobShutdownCsa extends EndReport {
  readonly type: 'oobInfo.shutdownCSA';
}

/**
 * What an app may send a `singleServer`.
 *
 * - `inbox`: bytes for the one client. Before there was one they are held, up to `heldLimit` bytes,
 *   for the first who comes.
 * - `control.producerFinished`: the client has been told all: flush and close. The next may come.
 * - `control.serverShutdown`: the same, and stop. `control.shutdownMicroprocess`: stop now.
 * - `control.reloadTls`: keys and certificates for the handshakes to come, those in `tls`, or their files anew.
 * - `control.setLimits`: other limits from now on; see `tcpServer`.
 */
export type SingleServerCommand =
  | { readonly type: 'inbox'; readonly data: Uint8Array }
  | { readonly type: 'control.producerFinished' }
  | { readonly type: 'control.serverShutdown' }
  | { readonly type: 'control.shutdownMicroprocess' }
  | { readonly type: 'control.setLimits'; readonly limits: SettableLimits }
  | { readonly type: 'control.reloadTls'; readonly tls?: TlsOptions };

/**
 * What a `singleServer` receives: what it is told, and what its own actors say to it.
 *
 * - {@link SingleServerCommand}: from the app.
 * - `oobInfo.*`: clients; `fromCSA.*`: what the client's CSA says; `feedbackFromServer.*`: how the
 *   listener fares. All from its `tcpServer` and CSA.
 */
export type SingleServerEvent =
  | SingleServerCommand
  | OobNewCsa
  | OobShutdownCsa
  | { readonly type: 'fromCSA.outbox'; readonly data: Uint8Array }
  | { readonly type: 'fromCSA.producerFinished' }
  | { readonly type: 'fromCSA.serverShutdown' }
  | { readonly type: 'feedbackFromServer.listening'; readonly address: ServerAddress }
  | {
      readonly type: 'feedbackFromServer.refused';
      readonly connection: ConnectionInfo;
      readonly reason: RefusalReason;
    }
  | ({ readonly type: 'feedbackFromServer.proxyFailed' } & ConnectionEnd)
  | ({ readonly type: 'feedbackFromServer.handshakeFailed' } & ConnectionEnd)
  | { readonly type: 'feedbackFromServer.error'; readonly error: XstateNetError }
  | { readonly type: 'xstate.done.actor.tcpServer'; readonly output: ServerOutput };

/**
 * What a `singleServer` emits.
 *
 * - `outbox`: bytes from the one client.
 * - `signal.producerFinished`: the client has left, once for each client that had come.
 * - `signal.overflow`: bytes that could not be held any more, and are given back.
 * - `signal.undelivered`: bytes that were sent when the client had left, or that nobody came for.
 * - `csaSignal.*`: what the client's CSA is told.
 * - `listening`, `connected`, `disconnected`, `refused`, `proxyFailed`, `handshakeFailed`, `error`, `closing`, `shutdown`:
 *   as `serverCore`.
 *   A second client at the same time is `refused` with `singleClient`.
 */
export type SingleServerMessage =
  | { readonly type: 'outbox'; readonly data: Uint8Array }
  | { readonly type: 'signal.producerFinished'; readonly connection: ConnectionInfo }
  | {
      readonly type: 'signal.overflow' | 'signal.undelivered';
      readonly data: Uint8Array;
      readonly error: XstateNetError;
    }
  | { readonly type: `csaSignal.${CsaSignal}` }
  | { readonly type: 'listening'; readonly address: ServerAddress }
  | { readonly type: 'connected'; readonly connection: ConnectionInfo }
  | ({ readonly type: 'disconnected' } & ConnectionEnd)
  | {
      readonly type: 'refused';
      readonly connection: ConnectionInfo;
      readonly reason: RefusalReason | 'singleClient';
    }
  | ({ readonly type: 'proxyFailed' } & ConnectionEnd)
  | ({ readonly type: 'handshakeFailed' } & ConnectionEnd)
  | { readonly type: 'error'; readonly error: XstateNetError }
  | { readonly type: 'closing' }
  | { readonly type: 'shutdown'; readonly error?: XstateNetError };

/** The words for a CSA's `control` box that are an owner's to say: insisting is a drain's, messages a codec's. */
export type CsaSignal = Exclude<
  Extract<CsaEvent['type'], `control.${string}`> extends `control.${infer TWord}` ? TWord : never,
  'insist' | 'protocolError' | 'makessl' | 'injection' | 'admit' | 'secure' | 'refuse'
>;

/** The types of all that a `singleServer` emits. */
export const EMITTED_BY_SINGLE_SERVER: readonly string[] = Object.keys({
  outbox: true,
  'signal.producerFinished': true,
  'signal.overflow': true,
  'signal.undelivered': true,
  'csaSignal.producerFinished': true,
  'csaSignal.serverShutdown': true,
  'csaSignal.shutdownMicroprocess': true,
  listening: true,
  connected: true,
  disconnected: true,
  refused: true,
  proxyFailed: true,
  handshakeFailed: true,
  error: true,
  closing: true,
  shutdown: true,
} satisfies Record<SingleServerMessage['type'], true>);
