import { emit } from 'xstate';
import { nowhere } from '../kit/nowhere';
import { announcing } from './announcing';
import { died, ended, machine } from './csaActions';
import { connectionEnd } from './csaContext';
import {
  askToFinish,
  endOfSending,
  fail,
  finishFromPaused,
  sayTheEnd,
  secureWhilePaused,
  upgraded,
} from './csaTransitions';

export type { CsaContext, CsaInput } from './csaContext';

/**
 * The connected socket adapter (Kamaelia's ConnectedSocketAdapter): one connection's life.
 *
 * `announcing` comes first where a proxy has to say for whom it speaks (PROXY protocol): who made the adapter then
 * says whether that one may come.
 *
 * `securing` comes first, or behind that, where the server secures its connections by TLS: nobody hears of the connection
 * before it is left, and nothing but its end comes of a handshake that fails.
 *
 * `connected` has a region for each direction, because both live and end on their own, and one for what
 * a draining server asks of it. `closing` flushes, says FIN and waits for the peer's, or waits for an
 * aborted socket to be gone. `shutdown` is reached by `socket.closed` alone, which the transport says
 * exactly once.
 *
 * Every event of the data path concerns one region and has no guard, so that it is cheap. For the same
 * reason a connection in plain text is not asked whether it has to be secured: there are three charts, which
 * differ in where they begin.
 */
const adapterBeginning = (initial: 'announcing' | 'securing' | 'connected') =>
  machine.createMachine({
    id: 'connectedSocketAdapter',
    options: { maxIterations: 100 },
    context: ({ input }) => ({
      descriptor: input.descriptor,
      connection: input.connection,
      creatorFeedback: input.creatorFeedback ?? nowhere,
      selectorSignal: input.selectorSignal ?? nowhere,
      howDied: undefined,
      error: undefined,
      protocolError: undefined,
      closed: undefined,
    }),
    initial,
    states: {
      announcing,
      securing: {
        id: 'securing',
        initial: 'handshaking',
        on: {
          'socket.closed': {
            target: 'shutdown',
            actions: [ended('peerClosed'), 'noteClosed', 'sayShutdownCSA', 'sayHandshakeFailed'],
          },
        },
        states: {
          handshaking: {
            on: {
              'socket.secured': { target: '#connected', actions: ['noteSecured', 'saySecured'] },
              'socket.handshakeTimeout': fail('noteHandshakeTimeout', 'destroySocket'),
              'socket.ended': { target: 'failing', actions: [died('peerClosed'), 'destroySocket'] },
              'socket.error': fail('noteError', 'destroySocket'),
              'control.shutdownMicroprocess': fail('noteAbort', 'abortSocket'),
            },
          },
          failing: {},
        },
      },
      connected: {
        id: 'connected',
        type: 'parallel',
        on: {
          'control.shutdownMicroprocess': {
            target: '#aborting',
            actions: ['noteAbort', 'abortSocket'],
          },
          // What had been said is flushed: it answers what came before.
          'control.protocolError': {
            target: '#finishing',
            actions: ['noteProtocolError', 'finishSocket', 'startReading', 'newReader'],
          },
          'control.injection': { target: '#aborting', actions: ['noteInjection', 'destroySocket'] },
          'flow.paced': { actions: 'paceSending' },
          'socket.idleTimeout': {
            target: '#aborting',
            actions: [died('idleTimeout'), 'destroySocket'],
          },
          'socket.readTimeout': {
            target: '#aborting',
            actions: [died('readTimeout'), 'destroySocket'],
          },
          'socket.outboxOverflow': {
            target: '#aborting',
            actions: ['noteOverflow', 'abortSocket'],
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
                  'control.makessl': {
                    target: 'securing',
                    actions: ['stopReading', 'secureSocket', 'removeReader'],
                  },
                },
              },
              paused: {
                initial: 'byHandler',
                on: { 'control.producerFinished': finishFromPaused },
                states: {
                  byHandler: {
                    id: 'pausedByHandler',
                    on: {
                      'flow.resume': {
                        target: '#flowing',
                        actions: ['startReading', 'newReader'],
                      },
                      readHeld: 'byBoth',
                      'control.makessl': secureWhilePaused,
                    },
                  },
                  bySending: {
                    on: {
                      readReleased: { target: '#flowing', actions: ['startReading', 'newReader'] },
                      'flow.pause': 'byBoth',
                      'control.makessl': { target: '#upgrading', actions: 'secureSocket' },
                    },
                  },
                  byBoth: {
                    on: {
                      'flow.resume': 'bySending',
                      readReleased: 'byHandler',
                      'control.makessl': secureWhilePaused,
                    },
                  },
                },
              },
              // STARTTLS. What is said is held: it leaves encrypted.
              securing: {
                id: 'upgrading',
                initial: 'open',
                on: {
                  'socket.ended': {
                    target: '#aborting',
                    actions: [died('peerClosed'), 'destroySocket'],
                  },
                  'socket.handshakeTimeout': {
                    target: '#aborting',
                    actions: ['noteHandshakeTimeout', 'destroySocket'],
                  },
                  'control.producerFinished': {
                    target: '#aborting',
                    actions: [ended('finished'), 'destroySocket'],
                  },
                },
                states: {
                  open: {
                    on: {
                      'flow.pause': 'paused',
                      'socket.secured': {
                        target: '#flowing',
                        actions: [...upgraded, 'startReading', 'newReader'],
                      },
                    },
                  },
                  paused: {
                    id: 'upgradingPaused',
                    on: {
                      'flow.resume': 'open',
                      'socket.secured': { target: '#pausedByHandler', actions: upgraded },
                    },
                  },
                },
              },
              ended: {
                on: {
                  'control.producerFinished': {
                    target: '#finishing',
                    actions: [ended('peerClosed'), 'finishSocket'],
                  },
                  'control.protocolError': {
                    target: '#finishing',
                    actions: ['noteProtocolError', 'finishSocket'],
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
          draining: {
            initial: 'notAsked',
            states: {
              notAsked: {
                on: {
                  'control.serverShutdown': { target: 'awaitingQuiet', actions: 'awaitQuiet' },
                  'control.insist': askToFinish,
                },
              },
              awaitingQuiet: { on: { readQuiet: askToFinish, 'control.insist': askToFinish } },
              asked: {},
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
              'socket.outboxOverflow': {
                target: 'aborting',
                actions: ['noteOverflow', 'abortSocket'],
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

/** The chart of an adapter that is connected when it begins: in plain text, or adopted. */
export const connectedSocketAdapterMachine = adapterBeginning('connected');

/** The chart of an adapter that has to be secured first. */
export const securedSocketAdapterMachine = adapterBeginning('securing');

/** The chart of an adapter whose proxy has to say first for whom it speaks. */
export const announcedSocketAdapterMachine = adapterBeginning('announcing');
