import type { AnyActorRef } from 'xstate';
import type { HandlersInput } from '../server/serverCore';
import { clientSetup } from './clientActions';
import { clientContext } from './clientContext';

/** Its handler is asked to finish, and what it says is flushed. */
const finish = {
  'control.producerFinished': '#finishing',
  'control.serverShutdown': '#finishing',
  'control.shutdownMicroprocess': { target: '#finishing.aborting', actions: 'abort' },
} as const;

/** There is nothing to be finished. */
const end = { target: '#clientShutdown', actions: ['abandon', 'sayClosing'] } as const;

const leave = {
  'control.producerFinished': end,
  'control.serverShutdown': end,
  'control.shutdownMicroprocess': end,
} as const;

/** For the next connection, as far as there is room. */
const hold = [{ guard: 'mayHold', actions: 'hold' }, { actions: 'giveBack' }] as const;

const holdAll = { inbox: hold, say: hold } as const;

/** From now on bytes may flow. */
const connected = {
  target: 'connected',
  actions: ['noteConnection', 'startHandler', 'sayConnected', 'tellHeld'],
} as const;

/** The next address, or a rest before the first one again. */
const tryAgain = [
  {
    guard: 'hasAnotherAddress',
    target: 'connecting',
    reenter: true,
    actions: ['sayFailed', 'tryNextAddress'],
  },
  { target: 'waiting', actions: ['sayFailed', 'noteAttempt'] },
] as const;

/**
 * The client (Kamaelia's TCPClient): one connection at a time to one of its addresses, made again when it is
 * lost, with the same CSA, protocols and codecs as on a server's side.
 *
 * What is said while there is no connection is held for the next one, within limits. What cannot be said is
 * given back, and what a connection took with it is in the counts of `closed`.
 */
export const tcpClientMachine = clientSetup.createMachine({
  id: 'tcpClient',
  options: { maxIterations: 100 },
  context: ({ input }) => clientContext(input),
  entry: 'linkOwner',
  invoke: [
    {
      id: 'handlers',
      src: 'handlers',
      input: ({ context, self }) => ({
        protocol: context.protocol,
        // In a server's place: what handlers say to one, a client hears too.
        serverCore: self as unknown as HandlersInput['serverCore'],
        ofClient: true,
        options: context.options.socket,
        transport: context.transport,
        backplane: context.backplane,
        owner: (context.hears === 'client' ? self : context.owner) as AnyActorRef | undefined,
      }),
    },
    {
      id: 'connector',
      src: 'connector',
      input: ({ context, self }) => ({
        options: context.options,
        transport: context.transport,
        client: self,
      }),
    },
  ],
  on: {
    'peer.received': { actions: 'sayOutbox' },
    'handlers.failed': { actions: 'sayHandlerError' },
    'handlers.throttled': { actions: 'sayThrottled' },
    'handlers.lagging': { actions: 'sayLagging' },
    'handlers.backplaneFailed': { actions: 'sayBackplaneError' },
    'handlers.untold': hold,
    'feedbackFromCSA.upgraded': { actions: 'noteUpgrade' },
  },
  initial: 'checking',
  states: {
    checking: {
      always: [
        { guard: 'inputIsBad', target: 'shutdown', actions: 'sayError' },
        { target: 'connecting' },
      ],
    },
    connecting: {
      entry: ['sayConnecting', 'connect'],
      on: {
        ...leave,
        ...holdAll,
        'connector.connected': connected,
        'connector.securing': 'securing',
        'connector.failed': [
          {
            guard: 'isInVain',
            target: 'shutdown',
            actions: ['sayFailed', 'noteFailure', 'sayError'],
          },
          ...tryAgain,
        ],
      },
    },
    // TLS. Nobody is told of the connection before it is secured.
    securing: {
      on: {
        ...leave,
        ...holdAll,
        'feedbackFromCSA.secured': { actions: 'announce' },
        'connector.connected': connected,
        'feedbackFromCSA.handshakeFailed': tryAgain,
        // Its chart has failed.
        'feedbackFromCSA.socketShutdown': tryAgain,
      },
    },
    connected: {
      on: {
        ...finish,
        inbox: [{ guard: 'fits', actions: 'tellHandler' }, { actions: 'giveBack' }],
        say: [{ guard: 'fits', actions: 'tellHandler' }, { actions: 'giveBack' }],
        'feedbackFromCSA.socketShutdown': [
          {
            guard: 'isFinished',
            target: 'shutdown',
            actions: ['stopHandler', 'sayClosed', 'noteLoss', 'forgetTrouble'],
          },
          { target: 'waiting', actions: ['stopHandler', 'sayClosed', 'noteLoss'] },
        ],
      },
    },
    waiting: {
      initial: 'planning',
      on: { ...leave, ...holdAll },
      states: {
        planning: {
          entry: 'draw',
          on: {
            'connector.drawn': [
              { guard: 'mayTryAgain', target: 'resting', actions: 'plan' },
              { target: '#clientShutdown', actions: ['noteHopeless', 'sayHopeless'] },
            ],
          },
        },
        resting: {
          entry: ['sayWaiting', 'rest'],
          on: { 'connector.waited': '#tcpClient.connecting' },
        },
      },
    },
    closing: {
      id: 'finishing',
      entry: ['sayClosing', 'giveBackHeld'],
      initial: 'asking',
      on: {
        inbox: { actions: 'giveBack' },
        say: { actions: 'giveBack' },
        'handlers.untold': { actions: 'giveBack' },
        'control.shutdownMicroprocess': { target: '.aborting', actions: 'abort' },
        'feedbackFromCSA.socketShutdown': {
          target: 'shutdown',
          actions: ['stopHandler', 'sayClosed', 'noteLoss'],
        },
      },
      states: {
        asking: {
          entry: ['askHandlerToFinish', 'awaitHandler'],
          on: { 'connector.waited': 'insisting' },
        },
        insisting: {
          entry: ['insistOnFinishing', 'awaitLastWords'],
          on: { 'connector.waited': { target: 'aborting', actions: 'force' } },
        },
        aborting: {},
      },
    },
    shutdown: { id: 'clientShutdown', type: 'final', entry: ['giveBackHeld', 'sayShutdown'] },
  },
  output: ({ context }) => (context.error === undefined ? {} : { error: context.error }),
});
