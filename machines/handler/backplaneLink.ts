/**
 * The link of a backplane to the servers that carry its messages: when it connects, waits and gives up. It belongs to
 * one process, whatever many servers of that share it.
 */

import { assign, setup, stateIn } from 'xstate';
import type { XstateNetError } from '../kit/errors';

/** What becomes of a link whose first attempt fails: it goes on trying, or has failed. */
export type LinkStart = 'degraded' | 'fail';

export interface BackplaneLinkInput {
  readonly start: LinkStart;
  /** Milliseconds before the second attempt; doubled for each after that. */
  readonly minDelay: number;
  /** Milliseconds that it waits at most. */
  readonly maxDelay: number;
  /** Milliseconds in which what is under way may be said before it is cut. */
  readonly closeTimeout: number;
}

/** What a link hears. */
export type BackplaneLinkEvent =
  | { readonly type: 'link.open' }
  | { readonly type: 'link.close' }
  | { readonly type: 'link.connected' }
  /** `draw`, from 0 to 1, spreads those who were cut off together. */
  | { readonly type: 'link.failed'; readonly error: XstateNetError; readonly draw: number }
  | { readonly type: 'link.lost'; readonly error: XstateNetError; readonly draw: number };

interface LinkContext extends BackplaneLinkInput {
  readonly phase: 'first' | 'later';
  readonly attempts: number;
  readonly delay: number;
}

/** Milliseconds until the next attempt: half of what is due is certain, the rest is drawn. */
export function linkDelay(
  { minDelay, maxDelay }: Pick<BackplaneLinkInput, 'minDelay' | 'maxDelay'>,
  attempts: number,
  draw: number,
): number {
  const due = Math.min(maxDelay, minDelay * 2 ** Math.min(attempts, 30));
  return due / 2 + (due / 2) * draw;
}

const nothing = (): void => {};

/** The chart of a backplane's link. What it does is provided by who has the network. */
export const backplaneLink = setup({
  types: {
    context: {} as LinkContext,
    input: {} as BackplaneLinkInput,
    events: {} as BackplaneLinkEvent,
  },
  actions: {
    connect: nothing,
    abandon: nothing,
    sayConnected: nothing,
    sayDisconnected: nothing,
    sayTrouble: nothing,
    sayFailed: nothing,
    disconnect: nothing,
    plan: assign(({ context, event }) =>
      event.type === 'link.failed' || event.type === 'link.lost'
        ? {
            phase: 'later' as const,
            attempts: context.attempts + 1,
            delay: linkDelay(context, context.attempts, event.draw),
          }
        : {},
    ),
    noteConnected: assign({ phase: 'later', attempts: 0 }),
    forget: assign({ attempts: 0 }),
  },
  guards: {
    givesUp: ({ context }) => context.phase === 'first' && context.start === 'fail',
  },
  delays: {
    backOff: ({ context }) => context.delay,
    closeTimeout: ({ context }) => context.closeTimeout,
  },
}).createMachine({
  id: 'backplaneLink',
  context: ({ input }) => ({ ...input, phase: 'first', attempts: 0, delay: 0 }),
  initial: 'idle',
  states: {
    idle: { entry: 'forget', on: { 'link.open': 'connecting' } },
    connecting: {
      entry: 'connect',
      on: {
        'link.connected': 'connected',
        'link.failed': [
          { guard: 'givesUp', target: 'failed', actions: ['sayTrouble'] },
          { target: 'waiting', actions: ['plan', 'sayTrouble'] },
        ],
        'link.close': { target: 'idle', actions: 'abandon' },
      },
    },
    connected: {
      entry: ['noteConnected', 'sayConnected'],
      on: {
        'link.lost': { target: 'waiting', actions: ['plan', 'sayDisconnected', 'sayTrouble'] },
        'link.close': 'closing',
      },
    },
    waiting: {
      after: { backOff: 'connecting' },
      on: { 'link.close': 'idle' },
    },
    closing: {
      entry: 'disconnect',
      initial: 'forGood',
      after: {
        closeTimeout: [
          { guard: stateIn('#toReopen'), target: 'connecting', actions: 'abandon' },
          { target: 'idle', actions: 'abandon' },
        ],
      },
      on: { 'link.lost': 'idle' },
      states: {
        forGood: { on: { 'link.open': 'toReopen' } },
        // Somebody came while the last one was leaving.
        toReopen: {
          id: 'toReopen',
          on: {
            'link.close': 'forGood',
            'link.lost': '#backplaneLink.connecting',
          },
        },
      },
    },
    failed: {
      entry: 'sayFailed',
      on: { 'link.close': 'idle', 'link.open': 'connecting' },
    },
  },
});
