import { takeInput } from '../kit/takeInput';
import { checkOptions } from '../options/checkOptions';
import { DEFAULT_HELD_LIMIT, withDefaultPort } from '../options/resolveOptions';
import { Held } from './held';
import { Refused } from './refused';
import { singleServerSetup, tellClient } from './singleServerActions';

/** The client has left as soon as one side has finished; its CSA flushes and closes by itself. */
const leave = {
  target: '#next',
  actions: ['unlinkClient', 'sayClientLeft', 'forgetClient'],
} as const;

/** The client is told that all was said, and has thereby left. */
const finishWithClient = [...tellClient('producerFinished'), ...leave.actions] as const;

/** The client's connection is gone before it has left. Whose it is else, the machine's own `on` knows. */
const clientIsGone = {
  ...leave,
  guard: 'isOfTheClient',
  actions: [...leave.actions, 'sayDisconnected'],
} as const;

const notBytes = { guard: 'hasNoBytes', actions: 'sayNotBytes' } as const;

/** What comes when the client has left is given back. */
const undelivered = [notBytes, { actions: 'sayUndelivered' }] as const;

/**
 * One client at a time (Kamaelia's SingleServer): its bytes go to the `outbox`, what is sent to the
 * `inbox` goes to it. What is sent before a client comes is held for the first; after that, what comes
 * when nobody is there is given back, so that nobody ever gets bytes that were meant for one who left.
 */
export const singleServerMachine = singleServerSetup.createMachine({
  id: 'singleServer',
  options: { maxIterations: 100 },
  context: ({ input }) => {
    const { given, error } = takeInput('singleServer', input);
    const { transport, owner, heldLimit = DEFAULT_HELD_LIMIT, ...options } = given;
    return {
      // A client that has finished is answered with ours, or nobody could ever be next.
      options: {
        ...withDefaultPort(options),
        halfOpen: false,
      },
      transport,
      owner,
      held: Held.nothing(heldLimit),
      client: undefined,
      refused: Refused.nobody,
      error: error ?? checkOptions('singleServer', { ...options, heldLimit }),
    };
  },
  entry: ['linkOwner', 'linkTcpServer'],
  invoke: {
    id: 'tcpServer',
    src: 'tcpServer',
    input: ({ context }) => ({
      ...context.options,
      ...(context.transport === undefined ? undefined : { transport: context.transport }),
    }),
  },
  on: {
    'oobInfo.newCSA': { actions: ['noteRefused', 'refuseSecondClient', 'saySecondClient'] },
    'oobInfo.shutdownCSA': [
      { guard: 'isRefused', actions: 'forgetRefused' },
      { actions: 'sayDisconnected' },
    ],
    'control.setLimits': { actions: 'passOnToTcpServer' },
    'control.reloadTls': { actions: 'passOnToTcpServer' },
    'feedbackFromServer.listening': { actions: 'sayListening' },
    'feedbackFromServer.refused': { actions: 'sayRefused' },
    'feedbackFromServer.proxyFailed': { actions: 'sayProxyFailed' },
    'feedbackFromServer.handshakeFailed': { actions: 'sayHandshakeFailed' },
    'feedbackFromServer.error': { actions: 'sayError' },
    'xstate.done.actor.tcpServer': {
      target: '.shutdown',
      actions: ['noteOutcome', 'giveBackHeld'],
    },
  },
  initial: 'waiting',
  states: {
    waiting: {
      initial: 'first',
      always: { guard: 'optionsAreBad', target: 'shutdown' },
      on: {
        'oobInfo.newCSA': {
          target: 'connected',
          actions: ['noteClient', 'linkClient', 'sayConnected', 'sendHeld'],
        },
        'control.serverShutdown': {
          target: 'closing.finishing',
          actions: ['giveBackHeld', 'passOnToTcpServer'],
        },
        'control.shutdownMicroprocess': {
          target: 'closing.finishing',
          actions: ['giveBackHeld', 'passOnToTcpServer'],
        },
      },
      states: {
        first: {
          on: {
            inbox: [notBytes, { guard: 'mayHold', actions: 'hold' }, { actions: 'sayOverflow' }],
          },
        },
        // An answer that comes late must not go to somebody else.
        next: { id: 'next', on: { inbox: undelivered } },
      },
    },
    connected: {
      on: {
        inbox: { actions: 'sendToClient' },
        'fromCSA.outbox': { actions: 'sayOutbox' },
        'fromCSA.producerFinished': leave,
        'control.producerFinished': { ...leave, actions: finishWithClient },
        'oobInfo.shutdownCSA': clientIsGone,
        'control.serverShutdown': {
          target: 'closing',
          actions: [...tellClient('serverShutdown'), 'passOnToTcpServer'],
        },
        'control.shutdownMicroprocess': { target: 'closing', actions: 'passOnToTcpServer' },
      },
    },
    closing: {
      entry: 'sayClosing',
      initial: 'asking',
      on: {
        'control.shutdownMicroprocess': { actions: 'passOnToTcpServer' },
      },
      states: {
        asking: {
          on: {
            inbox: { actions: 'sendToClient' },
            'fromCSA.outbox': { actions: 'sayOutbox' },
            'fromCSA.serverShutdown': { target: 'finishing', actions: finishWithClient },
            'control.producerFinished': { target: 'finishing', actions: finishWithClient },
            'fromCSA.producerFinished': { target: 'finishing', actions: leave.actions },
            'oobInfo.shutdownCSA': { ...clientIsGone, target: 'finishing' },
          },
        },
        finishing: { on: { inbox: undelivered } },
      },
    },
    shutdown: { type: 'final', entry: 'sayShutdown' },
  },
  output: ({ context }) => (context.error === undefined ? {} : { error: context.error }),
});
