import { type EventObject, setup } from 'xstate';
import { type ClientInput, type ClientMessage, tcpClient } from '../../actors/client';
import type { ServerOutput, XstateNetError } from '../../index';
import { type StopSignal, statusOf } from '../stopSignals';
import type { ConduitNews, ConduitWord } from './conduit';
import { inFlags, lost, notAgreed } from './lost';

export interface ConnectInput {
  readonly client: Omit<ClientInput, 'owner'>;
  /** Whether somebody may sit before standard input and never end it, or nobody reads it. */
  readonly input: 'ends' | 'mayNotEnd';
  /** Whether the handler has the connection secured before anything is carried. */
  readonly secures?: boolean;
}

export type ConnectEvent =
  | ClientMessage
  | ConduitNews
  | ConduitWord
  | { readonly type: 'output.closed' }
  | { readonly type: 'output.failed'; readonly error: XstateNetError }
  | { readonly type: 'process.signal'; readonly signal: StopSignal }
  | { readonly type: 'xstate.done.actor.client'; readonly output: ServerOutput };

interface ConnectContext extends ConnectInput {
  readonly stoppedBy: StopSignal | undefined;
  readonly error: XstateNetError | undefined;
}

/** How the command has ended. */
interface ConnectOutput {
  readonly status: number;
  readonly error?: XstateNetError;
}

const base = setup({
  types: {
    input: {} as ConnectInput,
    context: {} as ConnectContext,
    events: {} as ConnectEvent,
    output: {} as ConnectOutput,
  },
  actors: { client: tcpClient },
  actions: {
    /** From now on standard input is read, until it is told to rest. */
    readInput: () => {},
    restInput: () => {},
    /** To standard output. */
    write: () => {},
  },
  guards: {
    isToBeSecured: ({ context }) => context.secures === true,
    inputMayNotEnd: ({ context }) => context.input === 'mayNotEnd',
  },
});

const machine = base.extend({
  actions: {
    tellHandler: base.sendTo('client', ({ event }) => ({
      type: 'say',
      event: event as EventObject,
    })),
    hangUp: base.sendTo('client', { type: 'say', event: { type: 'input.ended' } }),
    abort: base.sendTo('client', { type: 'control.shutdownMicroprocess' }),
    noteSignal: base.assign(({ event }) =>
      event.type === 'process.signal' ? { stoppedBy: event.signal } : {},
    ),
    noteFailure: base.assign(({ event }) =>
      event.type === 'output.failed' ? { error: event.error } : {},
    ),
    noteRefusal: base.assign(({ event }) =>
      event.type === 'peer.refused' ? { error: notAgreed(event.heard) } : {},
    ),
    noteClosed: base.assign(({ context, event }) =>
      event.type === 'closed' ? { error: context.error ?? lost(event) } : {},
    ),
    noteOutcome: base.assign(({ context, event }) =>
      event.type === 'xstate.done.actor.client'
        ? { error: context.error ?? inFlags(event.output.error) }
        : {},
    ),
  },
});

/**
 * The life of the command `connect`: standard input to the peer, what the peer says to standard output, each half
 * as long as it lasts and as fast as the other side takes it. Its output is the exit status.
 */
export const connectMachine = machine.createMachine({
  id: 'connect',
  context: ({ input }) => ({ ...input, stoppedBy: undefined, error: undefined }),
  invoke: {
    id: 'client',
    src: 'client',
    input: ({ context, self }) => ({ ...context.client, reconnect: false, owner: self }),
  },
  on: {
    'peer.data': { actions: 'write' },
    // What keeps it from connecting is the client's output, too.
    error: {},
    closed: { actions: 'noteClosed' },
    'xstate.done.actor.client': { target: '.ended', actions: 'noteOutcome' },
  },
  initial: 'connecting',
  states: {
    connecting: {
      on: {
        connected: [
          { guard: 'isToBeSecured', target: 'agreeing' },
          { target: 'talking', actions: 'readInput' },
        ],
        'process.signal': { target: 'stopping', actions: ['noteSignal', 'abort'] },
      },
    },
    // STARTTLS.
    agreeing: {
      on: {
        'peer.secured': { target: 'talking', actions: 'readInput' },
        'peer.refused': { target: 'stopping', actions: ['noteRefusal', 'abort'] },
        'process.signal': { target: 'stopping', actions: ['noteSignal', 'abort'] },
      },
    },
    talking: {
      on: {
        'input.data': { actions: 'tellHandler' },
        'input.ended': { actions: 'tellHandler' },
        'output.full': { actions: 'tellHandler' },
        'output.drained': { actions: 'tellHandler' },
        'peer.blocked': { actions: 'restInput' },
        'peer.ready': { actions: 'readInput' },
        'peer.finished': [{ guard: 'inputMayNotEnd', actions: 'hangUp' }, {}],
        // Whoever reads the output has had enough, as `| head` has.
        'output.closed': { target: 'stopping', actions: ['restInput', 'abort'] },
        'output.failed': { target: 'stopping', actions: ['noteFailure', 'restInput', 'abort'] },
        'process.signal': { target: 'stopping', actions: ['noteSignal', 'restInput', 'abort'] },
      },
    },
    /** By our own wish: how the connection ends is no error. */
    stopping: { on: { closed: {} } },
    ended: { type: 'final' },
  },
  output: ({ context: { stoppedBy, error } }) => {
    if (stoppedBy !== undefined) return { status: statusOf(stoppedBy) };
    return error === undefined ? { status: 0 } : { status: 1, error };
  },
});
