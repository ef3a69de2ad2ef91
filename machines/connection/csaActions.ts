import { setup, stateIn } from 'xstate';
import { announcedConnection } from './announcedConnection';
import { endReport } from './connectionEnd';
import { type CsaContext, type CsaInput, connectionEnd, finalHowDied } from './csaContext';
import type {
  Announced,
  ConnectionEnd,
  CsaEvent,
  CsaMessage,
  CsaRef,
  HandshakeFailed,
  ProxyFailed,
  Secured,
  SocketShutdown,
  Upgraded,
} from './csaMessages';
import { type HowDied, howDiedOfError } from './howDied';
import { injected } from './injected';
import type { TlsInfo } from './tlsInfo';

/** What is done to the socket; `actors/` provides it. */
const providedByActors = () => {};

const NO_BYTES = new Uint8Array(0);

const bytesOf = (event: CsaEvent): Uint8Array =>
  event.type === 'readReady' ? event.data : NO_BYTES;

const base = setup({
  types: {
    input: {} as CsaInput,
    context: {} as CsaContext,
    events: {} as CsaEvent,
    emitted: {} as CsaMessage,
    output: {} as ConnectionEnd,
  },
  actions: {
    write: providedByActors,
    startReading: providedByActors,
    stopReading: providedByActors,
    endWriting: providedByActors,
    finishSocket: providedByActors,
    abortSocket: providedByActors,
    destroySocket: providedByActors,
    awaitQuiet: providedByActors,
    paceSending: providedByActors,
    secureSocket: providedByActors,
    admitSocket: providedByActors,
  },
  guards: {
    peerHasEnded: stateIn({ connected: { receiving: 'ended' } }),
  },
});

/** A CSA's words, before its states. */
export const machine = base.extend({
  actions: {
    newReader: base.sendTo(
      ({ context }) => context.selectorSignal,
      ({ context }) => ({ type: 'notify.newReader', descriptor: context.descriptor }),
    ),
    removeReader: base.sendTo(
      ({ context }) => context.selectorSignal,
      ({ context }) => ({ type: 'notify.removeReader', descriptor: context.descriptor }),
    ),
    newWriter: base.sendTo(
      ({ context }) => context.selectorSignal,
      ({ context }) => ({ type: 'notify.newWriter', descriptor: context.descriptor }),
    ),
    removeWriter: base.sendTo(
      ({ context }) => context.selectorSignal,
      ({ context }) => ({ type: 'notify.removeWriter', descriptor: context.descriptor }),
    ),
    forwardToOutbox: base.emit(({ event }) => ({ type: 'outbox', data: bytesOf(event) })),
    noteError: base.assign(({ event }) =>
      event.type === 'socket.error'
        ? { howDied: howDiedOfError(event.error), error: event.error }
        : {},
    ),
    noteSecured: base.assign(({ context, event }) =>
      event.type === 'socket.secured'
        ? { connection: { ...context.connection, tls: event.tls } }
        : {},
    ),
    noteAnnounced: base.assign(({ context, event }) =>
      event.type === 'socket.announced'
        ? { connection: announcedConnection(context.connection, event.message) }
        : {},
    ),
    noteProxyTimeout: base.assign(({ event }) =>
      event.type === 'socket.proxyTimeout'
        ? { howDied: 'proxyTimeout' as const, error: event.error }
        : {},
    ),
    noteHandshakeTimeout: base.assign(({ event }) =>
      event.type === 'socket.handshakeTimeout'
        ? { howDied: 'handshakeTimeout' as const, error: event.error }
        : {},
    ),
    noteOverflow: base.assign(({ event }) =>
      event.type === 'socket.outboxOverflow'
        ? { howDied: 'outboxOverflow' as const, error: event.error }
        : {},
    ),
    noteProtocolError: base.assign(({ event }) =>
      event.type === 'control.protocolError' ? { protocolError: event.error } : {},
    ),
    noteAbort: base.assign(({ event }) => ({
      howDied: (event.type === 'control.shutdownMicroprocess' && event.howDied) || 'aborted',
    })),
    noteClosed: base.assign(({ event }) =>
      event.type === 'socket.closed' ? { closed: event } : {},
    ),
    saySocketShutdown: base.sendTo(
      ({ context }) => context.creatorFeedback,
      ({ context, self }): SocketShutdown =>
        endReport(
          'feedbackFromCSA.socketShutdown',
          context.descriptor,
          self as CsaRef,
          connectionEnd(context),
        ),
    ),
    saySecured: base.sendTo(
      ({ context }) => context.creatorFeedback,
      ({ context, self }): Secured => ({
        type: 'feedbackFromCSA.secured',
        csa: self as CsaRef,
        connection: context.connection,
        descriptor: context.descriptor,
      }),
    ),
    sayUpgraded: base.sendTo(
      ({ context }) => context.creatorFeedback,
      ({ context, self }): Upgraded => ({
        type: 'feedbackFromCSA.upgraded',
        csa: self as CsaRef,
        connection: context.connection,
        descriptor: context.descriptor,
      }),
    ),
    saySslready: base.emit(({ context }) => ({
      type: 'signal.sslready',
      tls: context.connection.tls as TlsInfo,
    })),
    noteInjection: base.assign({ howDied: 'tlsError', error: injected }),
    sayAnnounced: base.sendTo(
      ({ context }) => context.creatorFeedback,
      ({ context, self }): Announced => ({
        type: 'feedbackFromCSA.announced',
        csa: self as CsaRef,
        connection: context.connection,
        descriptor: context.descriptor,
      }),
    ),
    sayProxyFailed: base.sendTo(
      ({ context }) => context.creatorFeedback,
      ({ context, self }): ProxyFailed =>
        endReport(
          'feedbackFromCSA.proxyFailed',
          context.descriptor,
          self as CsaRef,
          connectionEnd(context),
        ),
    ),
    sayHandshakeFailed: base.sendTo(
      ({ context }) => context.creatorFeedback,
      ({ context, self }): HandshakeFailed =>
        endReport(
          'feedbackFromCSA.handshakeFailed',
          context.descriptor,
          self as CsaRef,
          connectionEnd(context),
        ),
    ),
    sayShutdownCSA: base.emit(({ context }) => ({
      type: 'signal.shutdownCSA',
      howDied: finalHowDied(context),
    })),
  },
});

/** The way it died is known, whatever was thought before. */
export const died = (howDied: HowDied) => base.assign({ howDied });

/** An orderly end: unless one side had ended first, and it is known which. */
export const ended = (howDied: HowDied) =>
  base.assign({ howDied: ({ context }) => context.howDied ?? howDied });
