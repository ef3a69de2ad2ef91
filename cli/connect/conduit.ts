import { endSending, outbox, pauseInbox, resumeInbox, setupProtocol, tell } from '../../index';

/** What the command tells the handler of its connection. */
export type ConduitWord =
  | { readonly type: 'input.data'; readonly data: Uint8Array }
  | { readonly type: 'input.ended' }
  | { readonly type: 'output.full' }
  | { readonly type: 'output.drained' };

/** What the handler tells the command. */
export type ConduitNews =
  | { readonly type: 'peer.data'; readonly data: Uint8Array }
  | { readonly type: 'peer.finished' }
  | { readonly type: 'peer.blocked' }
  | { readonly type: 'peer.ready' };

/**
 * Carries standard input to the peer and what the peer says to standard output. Each half ends on its own; when
 * both have ended, so has the connection.
 */
export const conduit = setupProtocol({ types: { events: {} as ConduitWord } }).createMachine({
  id: 'conduit',
  initial: 'connected',
  on: {
    'output.full': { actions: pauseInbox() },
    'output.drained': { actions: resumeInbox() },
    'control.socketShutdown': '.shutdown',
    'control.serverShutdown': '.shutdown',
  },
  states: {
    connected: {
      type: 'parallel',
      onDone: 'shutdown',
      states: {
        sending: {
          initial: 'open',
          states: {
            open: {
              on: {
                'input.data': { actions: outbox(({ event }) => event.data) },
                'input.ended': { target: 'ended', actions: endSending() },
                'flow.blocked': { actions: tell({ type: 'peer.blocked' }) },
                'flow.ready': { actions: tell({ type: 'peer.ready' }) },
              },
            },
            ended: { type: 'final' },
          },
        },
        receiving: {
          initial: 'open',
          states: {
            open: {
              on: {
                inbox: {
                  actions: tell(({ event }) => ({ type: 'peer.data', data: event.data })),
                },
                'control.producerFinished': {
                  target: 'ended',
                  actions: tell({ type: 'peer.finished' }),
                },
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
