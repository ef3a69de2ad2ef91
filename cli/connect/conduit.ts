import { assign } from 'xstate';
import {
  endSending,
  makessl,
  outbox,
  pauseInbox,
  resumeInbox,
  setupProtocol,
  tell,
} from '../../index';
import { type Dialect, judge, type Step, stepsOf } from './dialects';

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
  | { readonly type: 'peer.ready' }
  | { readonly type: 'peer.secured' }
  | { readonly type: 'peer.refused'; readonly heard: string };

interface ConduitContext {
  /** What has to be agreed upon before the connection is secured; undefined where nothing has. */
  readonly steps: readonly Step[];
  readonly step: number;
  /** What the peer has said in plain text and is no whole answer yet. */
  readonly heard: string;
}

/** How long a peer may take to agree, in milliseconds: as long as a handshake. */
const PATIENCE = 10_000;

const latin1 = (data: Uint8Array): string => Buffer.from(data).toString('latin1');

const verdictOf = ({ steps, step, heard }: ConduitContext) => judge(steps[step] as Step, heard);

const behind = (context: ConduitContext): string => {
  const verdict = verdictOf(context);
  return verdict.is === 'agreed' ? verdict.behind : '';
};

const base = setupProtocol({
  types: { events: {} as ConduitWord, context: {} as ConduitContext },
  guards: {
    isAtLast: ({ context }) =>
      context.step + 1 === context.steps.length && verdictOf(context).is === 'agreed',
    agrees: ({ context }) => verdictOf(context).is === 'agreed',
    refuses: ({ context }) => verdictOf(context).is === 'refused',
  },
});

const refusal = ({ context }: { readonly context: ConduitContext }): ConduitNews => ({
  type: 'peer.refused',
  heard: context.heard,
});

/**
 * Carries standard input to the peer and what the peer says to standard output. Each half ends on its own; when
 * both have ended, so has the connection. With a dialect it has the connection secured first.
 */
export const conduit = (dialect?: Dialect) =>
  base.createMachine({
    id: 'conduit',
    context: { steps: dialect === undefined ? [] : stepsOf(dialect), step: 0, heard: '' },
    initial: dialect === undefined ? 'connected' : 'agreeing',
    on: {
      'output.full': { actions: pauseInbox() },
      'output.drained': { actions: resumeInbox() },
      'control.socketShutdown': '.shutdown',
      'control.serverShutdown': '.shutdown',
    },
    states: {
      agreeing: {
        after: { [PATIENCE]: { target: 'shutdown', actions: tell(refusal) } },
        on: {
          inbox: {
            actions: assign({ heard: ({ context, event }) => context.heard + latin1(event.data) }),
          },
          'control.producerFinished': { target: 'shutdown', actions: tell(refusal) },
        },
        always: [
          {
            guard: 'isAtLast',
            target: 'securing',
            actions: makessl(({ context }) => Buffer.from(behind(context), 'latin1')),
          },
          {
            guard: 'agrees',
            actions: [
              outbox(({ context }) => context.steps[context.step]?.says ?? ''),
              assign(({ context }) => ({ step: context.step + 1, heard: behind(context) })),
            ],
          },
          { guard: 'refuses', target: 'shutdown', actions: tell(refusal) },
        ],
      },
      securing: {
        on: {
          'control.sslready': { target: 'connected', actions: tell({ type: 'peer.secured' }) },
        },
      },
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
