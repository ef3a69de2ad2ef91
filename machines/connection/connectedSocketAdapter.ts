import { emit, setup, stateIn } from 'xstate';
import { type Linkage, nowhere } from '../kit/nowhere';
import { endReport } from './connectionEnd';
import type { ConnectionInfo } from './connectionInfo';
import type {
  ConnectionEnd,
  CsaEvent,
  CsaMessage,
  CsaRef,
  SelectorNotification,
  SocketClosed,
  SocketShutdown,
} from './csaMessages';
import { type HowDied, howDiedOfError } from './howDied';

/** What a CSA is made from. It knows its socket by number only; the transport keeps the handle. */
export interface CsaInput {
  /** The socket's number in the process's table of open sockets. */
  readonly descriptor: number;
  readonly connection: ConnectionInfo;
  /** Who is told `feedbackFromCSA.socketShutdown`: Kamaelia's CreatorFeedback box. */
  readonly creatorFeedback?: Linkage<SocketShutdown>;
  /** Who is told of changed interest in the socket: the selector. */
  readonly selectorSignal?: Linkage<SelectorNotification>;
}

export interface CsaContext extends Required<CsaInput> {
  /** Set when the connection starts to end, by the state in which that happened. */
  readonly howDied: HowDied | undefined;
  readonly error: Error | undefined;
  /** Set at the very end. */
  readonly closed: SocketClosed | undefined;
}

/** How the connection ended, from a context that has seen `socket.closed`. */
function connectionEnd(context: CsaContext): ConnectionEnd {
  const { connection, closed, error } = context;
  const end = {
    connection,
    howDied: finalHowDied(context),
    bytesReceived: closed?.bytesReceived ?? 0,
    bytesSent: closed?.bytesSent ?? 0,
    duration: closed === undefined ? 0 : closed.closedAt - connection.connectedAt,
  };
  return error === undefined ? end : { ...end, error };
}

const finalHowDied = ({ howDied }: CsaContext): HowDied => howDied ?? 'socketError';

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
  },
  guards: {
    peerHasEnded: stateIn({ connected: { receiving: 'ended' } }),
  },
});

const machine = base.extend({
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
    noteAbort: base.assign(({ event }) => ({
      howDied: (event.type === 'control.shutdownMicroprocess' && event.howDied) || 'aborted',
    })),
    noteClosed: base.assign(({ event }) =>
      event.type === 'socket.closed' ? { closed: event } : {},
    ),
    tellCreator: base.sendTo(
      ({ context }) => context.creatorFeedback,
      ({ context, self }): SocketShutdown =>
        endReport(
          'feedbackFromCSA.socketShutdown',
          context.descriptor,
          self as CsaRef,
          connectionEnd(context),
        ),
    ),
    tellHandler: base.emit(({ context }) => ({
      type: 'signal.shutdownCSA',
      howDied: finalHowDied(context),
    })),
  },
});

const died = (howDied: HowDied) => base.assign({ howDied });

/** An orderly end: unless one side had ended first, and it is known which. */
const ended = (howDied: HowDied) =>
  base.assign({ howDied: ({ context }) => context.howDied ?? howDied });

/** Our half ends. If the peer's has ended already, the peer was first, and its state says so. */
const endOfSending = <TAction extends string>(...actions: readonly TAction[]) =>
  [
    { guard: 'peerHasEnded', target: 'ended', actions },
    { target: 'ended', actions: [ended('finished'), ...actions] },
  ] as const;

/** Said once: no other transitions lead into `shutdown`. */
const sayTheEnd = ['noteClosed', 'tellHandler', 'tellCreator'] as const;

/** Our side is done first: whatever else the peer says is read and dropped until its FIN. */
const finishFromPaused = {
  target: '#finishing',
  actions: [ended('finished'), 'finishSocket', 'startReading', 'newReader'],
} as const;

/**
 * The connected socket adapter (Kamaelia's ConnectedSocketAdapter): one connection's life.
 *
 * `connected` has two regions, because both directions live and end on their own. `closing` flushes,
 * says FIN and waits for the peer's, or waits for an aborted socket to be gone. `shutdown` is reached
 * by `socket.closed` alone, which the transport says exactly once.
 *
 * Every event of the data path concerns one region and has no guard, so that it is cheap.
 */
export const connectedSocketAdapterMachine = machine.createMachine({
  id: 'connectedSocketAdapter',
  options: { maxIterations: 100 },
  context: ({ input }) => ({
    descriptor: input.descriptor,
    connection: input.connection,
    creatorFeedback: input.creatorFeedback ?? nowhere,
    selectorSignal: input.selectorSignal ?? nowhere,
    howDied: undefined,
    error: undefined,
    closed: undefined,
  }),
  initial: 'connected',
  states: {
    connected: {
      type: 'parallel',
      on: {
        'control.shutdownMicroprocess': {
          target: '#aborting',
          actions: ['noteAbort', 'abortSocket'],
        },
        'control.serverShutdown': { actions: 'awaitQuiet' },
        readQuiet: { actions: emit({ type: 'signal.serverShutdown' }) },
        'flow.paced': { actions: 'paceSending' },
        'socket.idleTimeout': {
          target: '#aborting',
          actions: [died('idleTimeout'), 'destroySocket'],
        },
        'socket.outboxOverflow': {
          target: '#aborting',
          actions: [died('outboxOverflow'), 'abortSocket'],
        },
        'socket.error': { target: '#aborting', actions: ['noteError', 'destroySocket'] },
        'socket.closed': { target: 'shutdown', actions: [ended('peerClosed'), ...sayTheEnd] },
      },
      states: {
        receiving: {
          initial: 'flowing',
          on: {
            readReady: { actions: 'forwardToOutbox' },
            'socket.ended': {
              target: '.ended',
              actions: emit({ type: 'signal.producerFinished' }),
            },
            'control.producerFinished': {
              target: '#finishing',
              actions: [ended('finished'), 'finishSocket'],
            },
          },
          states: {
            flowing: {
              id: 'flowing',
              on: {
                'flow.pause': {
                  target: 'paused.byHandler',
                  actions: ['stopReading', 'removeReader'],
                },
                readHeld: {
                  target: 'paused.bySending',
                  actions: ['stopReading', 'removeReader'],
                },
              },
            },
            paused: {
              initial: 'byHandler',
              on: { 'control.producerFinished': finishFromPaused },
              states: {
                byHandler: {
                  on: {
                    'flow.resume': {
                      target: '#flowing',
                      actions: ['startReading', 'newReader'],
                    },
                    readHeld: 'byBoth',
                  },
                },
                bySending: {
                  on: {
                    readReleased: { target: '#flowing', actions: ['startReading', 'newReader'] },
                    'flow.pause': 'byBoth',
                  },
                },
                byBoth: {
                  on: { 'flow.resume': 'bySending', readReleased: 'byHandler' },
                },
              },
            },
            ended: {
              on: {
                'control.producerFinished': {
                  target: '#finishing',
                  actions: [ended('peerClosed'), 'finishSocket'],
                },
              },
            },
          },
        },
        sending: {
          initial: 'ready',
          states: {
            ready: {
              on: {
                inbox: { actions: 'write' },
                sendReady: { actions: emit({ type: 'flow.ready' }) },
                sendBlocked: {
                  target: 'blocked',
                  actions: ['newWriter', emit({ type: 'flow.blocked' })],
                },
                'flow.end': endOfSending('endWriting'),
              },
            },
            blocked: {
              on: {
                inbox: { actions: 'write' },
                sendReady: {
                  target: 'ready',
                  actions: ['removeWriter', emit({ type: 'flow.ready' })],
                },
                'flow.end': endOfSending('removeWriter', 'endWriting'),
              },
            },
            ended: {},
          },
        },
      },
    },
    closing: {
      initial: 'finishing',
      on: { 'socket.closed': { target: 'shutdown', actions: sayTheEnd } },
      states: {
        finishing: {
          id: 'finishing',
          on: {
            'control.shutdownMicroprocess': {
              target: 'aborting',
              actions: ['noteAbort', 'abortSocket'],
            },
            'socket.lingerTimeout': {
              target: 'aborting',
              actions: [died('lingerTimeout'), 'destroySocket'],
            },
            'socket.error': { target: 'aborting', actions: ['noteError', 'destroySocket'] },
          },
        },
        aborting: { id: 'aborting' },
      },
    },
    shutdown: { id: 'csaShutdown', type: 'final' },
  },
  output: ({ context }) => connectionEnd(context),
});
