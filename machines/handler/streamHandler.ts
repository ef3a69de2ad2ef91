import type { ConnectionInfo } from '../connection/connectionInfo';
import { inert } from '../kit/inert';
import { endSending, outbox, pauseInbox, resumeInbox } from './say';
import { setupProtocol } from './setupProtocol';

/** What the stream of a connection tells the chart of its life. */
export type StreamEvent =
  | { readonly type: 'stream.write'; readonly data: Uint8Array }
  /** Nothing more will be written. */
  | { readonly type: 'stream.end' }
  /** As much waits to be read as may. */
  | { readonly type: 'stream.full' }
  /** It is read again. */
  | { readonly type: 'stream.wanted' }
  /** Who has it wants no more of it. */
  | { readonly type: 'stream.destroyed'; readonly error: Error | undefined };

/** What the chart tells the stream. */
export type StreamCommand =
  | { readonly type: 'received'; readonly data: Uint8Array }
  /** The peer will send no more. */
  | { readonly type: 'receivedAll' }
  /** What was written may be followed by more. */
  | { readonly type: 'written' }
  | { readonly type: 'serverShutdown' };

const base = setupProtocol({
  types: {
    input: {} as ConnectionInfo | undefined,
    context: {} as { readonly connection: ConnectionInfo | undefined },
    events: {} as StreamEvent,
  },
  actors: {
    /** Makes the stream, and hands it to who wants one. */
    stream: inert<StreamCommand, ConnectionInfo | undefined>(),
  },
  actions: {
    /** Lets the handler fail of what was thrown. */
    fail: (_, { error }: { readonly error: unknown }) => {
      throw error;
    },
  },
  guards: {
    isFailure: ({ event }) => event.type === 'stream.destroyed' && event.error !== undefined,
  },
});

const say = (type: Exclude<StreamCommand['type'], 'received'>) => base.sendTo('stream', { type });

const received = base.sendTo('stream', ({ event }) => ({
  type: 'received',
  data: (event as { readonly data: Uint8Array }).data,
}));

const receivedAll = { target: 'ended', actions: say('receivedAll') } as const;

/**
 * The life of a connection as a stream, for a library that takes one: both halves, each of which waits for the other
 * end and ends on its own.
 */
export const streamHandlerMachine = base.createMachine({
  id: 'streamHandler',
  context: ({ input }) => ({ connection: input }),
  invoke: {
    id: 'stream',
    src: 'stream',
    input: ({ context }) => context.connection,
    onError: {
      actions: { type: 'fail', params: ({ event }) => ({ error: event.error }) },
    },
  },
  initial: 'connected',
  states: {
    connected: {
      type: 'parallel',
      on: {
        'control.serverShutdown': { actions: say('serverShutdown') },
        'control.socketShutdown': 'shutdown',
        'stream.destroyed': [
          {
            guard: 'isFailure',
            actions: {
              type: 'fail',
              params: ({ event }) => ({ error: event.error }),
            },
          },
          { target: 'shutdown' },
        ],
      },
      onDone: 'shutdown',
      states: {
        receiving: {
          initial: 'flowing',
          on: { inbox: { actions: received } },
          states: {
            flowing: {
              on: {
                'stream.full': { target: 'paused', actions: pauseInbox() },
                'control.producerFinished': receivedAll,
              },
            },
            paused: {
              on: {
                'stream.wanted': { target: 'flowing', actions: resumeInbox() },
                'control.producerFinished': receivedAll,
              },
            },
            ended: { type: 'final' },
          },
        },
        sending: {
          initial: 'ready',
          on: { 'stream.end': { target: '.ended', actions: endSending() } },
          states: {
            ready: {
              on: {
                'stream.write': { actions: [outbox(({ event }) => event.data), say('written')] },
                'flow.blocked': 'blocked',
              },
            },
            blocked: {
              on: {
                'stream.write': { actions: outbox(({ event }) => event.data) },
                'flow.ready': { target: 'ready', actions: say('written') },
              },
            },
            ended: { type: 'final' },
          },
        },
      },
    },
    shutdown: { type: 'final' },
  },
});
