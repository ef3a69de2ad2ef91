import { setup } from 'xstate';
import type { ServerAddress } from '../connection/connectionInfo';
import type { XstateNetError } from '../kit/errors';

/** What one of several places is told: by its server, and by its listening socket. */
export type PlaceEvent =
  | { readonly type: 'listen' | 'close' | 'resume' }
  | { readonly type: 'suspend'; readonly mode?: 'close' | 'refuse' | undefined }
  | { readonly type: 'socket.listening'; readonly address: ServerAddress }
  | { readonly type: 'socket.failed'; readonly error: XstateNetError }
  | { readonly type: 'socket.closed' };

/** What one of several places wants of its listening socket; and why it could not be bound. */
export type PlaceMessage =
  | { readonly type: 'listen'; readonly port: number | undefined }
  | { readonly type: 'close' }
  | { readonly type: 'failed'; readonly error: XstateNetError };

export interface PlaceInput {
  readonly port: number | undefined;
  /** Its socket cannot be opened again: it is kept where it is suspended. Default: false. */
  readonly keepsSocket?: boolean;
}

interface PlaceContext {
  /** Which port to ask for: one that the kernel has chosen is kept. */
  readonly port: number | undefined;
  readonly keepsSocket: boolean;
  /** Where it listens, or last listened. */
  readonly address: ServerAddress | undefined;
}

const base = setup({
  types: {
    input: {} as PlaceInput,
    context: {} as PlaceContext,
    events: {} as PlaceEvent,
    emitted: {} as PlaceMessage,
    tags: {} as 'binding' | 'accepting' | 'closed',
  },
  guards: {
    keepsThePort: ({ context, event }) =>
      event.type === 'suspend' && (event.mode === 'refuse' || context.keepsSocket),
  },
});

const { createMachine } = base.extend({
  actions: {
    askToListen: base.emit(({ context }) => ({ type: 'listen', port: context.port })),
    askToClose: base.emit({ type: 'close' }),
    noteAddress: base.assign(({ event }) => {
      if (event.type !== 'socket.listening') return {};
      const { address } = event;
      return address.family === 'unix' ? { address } : { address, port: address.port };
    }),
    sayFailed: base.emit(({ event }) => ({
      type: 'failed',
      error: (event as Extract<PlaceEvent, { type: 'socket.failed' }>).error,
    })),
  },
});

/**
 * One of the several places at which a server listens: with the server, unless it is suspended by itself.
 * `apart` is one that stays closed when its server listens; `closing` lasts until its socket is closed.
 */
export const placeMachine = createMachine({
  id: 'place',
  options: { maxIterations: 100 },
  context: ({ input }) => ({
    port: input.port,
    keepsSocket: input.keepsSocket ?? false,
    address: undefined,
  }),
  initial: 'closed',
  states: {
    closed: {
      tags: 'closed',
      initial: 'along',
      states: {
        along: { on: { listen: '#place.binding', suspend: 'apart' } },
        apart: { on: { listen: '#place.suspended', resume: 'along' } },
      },
    },
    binding: {
      tags: 'binding',
      entry: 'askToListen',
      on: {
        'socket.listening': { target: 'listening', actions: 'noteAddress' },
        'socket.failed': { target: 'suspended', actions: 'sayFailed' },
        suspend: { target: 'suspended', actions: 'askToClose' },
        close: { target: 'closing.along', actions: 'askToClose' },
      },
    },
    listening: {
      tags: 'accepting',
      on: {
        suspend: [
          { guard: 'keepsThePort', target: 'refusing' },
          { target: 'suspended', actions: 'askToClose' },
        ],
        close: { target: 'closing.along', actions: 'askToClose' },
      },
    },
    refusing: {
      on: {
        resume: 'listening',
        suspend: [{ guard: 'keepsThePort' }, { target: 'suspended', actions: 'askToClose' }],
        close: { target: 'closing.apart', actions: 'askToClose' },
      },
    },
    suspended: {
      on: {
        resume: 'binding',
        close: { target: 'closing.apart', actions: 'askToClose' },
      },
    },
    closing: {
      initial: 'along',
      states: {
        along: {
          on: {
            'socket.closed': '#place.closed.along',
            listen: '#place.binding',
            suspend: 'apart',
          },
        },
        apart: {
          on: {
            'socket.closed': '#place.closed.apart',
            listen: '#place.suspended',
            resume: 'along',
          },
        },
      },
    },
  },
});
