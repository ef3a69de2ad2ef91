import { setup } from 'xstate';
import {
  type ServerCoreInput,
  type ServerCoreMessage,
  type ServerOutput,
  serverCore,
  type XstateNetError,
} from '../../index';
import { type StopSignal, statusOf } from '../stopSignals';

/**
 * Milliseconds in which signals count as one: a terminal sends Ctrl-C to npm and to the server, and npm
 * passes it on.
 */
export const ONE_SIGNAL = 250;

/** Milliseconds that aborting everything may take before the process ends all the same. */
const FORCED_TIMEOUT = 1_000;

export type ServeInput = Omit<ServerCoreInput, 'owner'>;

export type ServeEvent =
  | ServerCoreMessage
  | { readonly type: 'process.signal'; readonly signal: StopSignal }
  | { readonly type: 'xstate.done.actor.server'; readonly output: ServerOutput };

export interface ServeContext {
  readonly server: ServeInput;
  /** The second signal, which forced the end. */
  readonly forcedBy: StopSignal | undefined;
  readonly error: XstateNetError | undefined;
}

/** How the command has ended. */
export interface ServeOutput {
  readonly status: number;
  readonly error?: XstateNetError;
}

const base = setup({
  types: {
    input: {} as ServeInput,
    context: {} as ServeContext,
    events: {} as ServeEvent,
    output: {} as ServeOutput,
  },
  actors: { server: serverCore },
  actions: {
    /** Writes down what the server said of itself. What becomes of a connection changes nothing here. */
    log: () => {},
  },
});

const machine = base.extend({
  delays: { oneSignal: ONE_SIGNAL, forcedTimeout: FORCED_TIMEOUT },
  actions: {
    drain: base.sendTo('server', { type: 'control.serverShutdown' }),
    force: base.sendTo('server', { type: 'control.shutdownMicroprocess' }),
    noteSignal: base.assign(({ event }) =>
      event.type === 'process.signal' ? { forcedBy: event.signal } : {},
    ),
    noteOutcome: base.assign(({ event }) =>
      event.type === 'xstate.done.actor.server' ? { error: event.output.error } : {},
    ),
  },
});

const drainOnSignal = { 'process.signal': { target: 'draining', actions: 'drain' } } as const;

/**
 * The life of the command `serve`, an app with a server of its own: the first signal drains the server,
 * one that comes later than {@link ONE_SIGNAL} forces it. Its output is the exit status.
 */
export const serveMachine = machine.createMachine({
  id: 'serve',
  context: ({ input }) => ({ server: input, forcedBy: undefined, error: undefined }),
  invoke: {
    id: 'server',
    src: 'server',
    input: ({ context, self }) => ({ ...context.server, owner: self }),
  },
  on: {
    listening: { actions: 'log' },
    suspended: { actions: 'log' },
    error: { actions: 'log' },
    closing: { actions: 'log' },
    shutdown: { actions: 'log' },
    'xstate.done.actor.server': { target: '.stopped', actions: 'noteOutcome' },
  },
  initial: 'starting',
  states: {
    starting: {
      on: {
        ...drainOnSignal,
        listening: { target: 'serving', actions: 'log' },
        // What keeps the server from starting is the command's error, not an event in its log.
        error: {},
        shutdown: {},
      },
    },
    serving: { on: drainOnSignal },
    draining: {
      initial: 'sameSignal',
      states: {
        sameSignal: { after: { oneSignal: 'asked' } },
        asked: { on: { 'process.signal': { target: '#forcing', actions: 'noteSignal' } } },
      },
    },
    forcing: {
      id: 'forcing',
      entry: 'force',
      after: { forcedTimeout: 'stopped' },
    },
    stopped: { type: 'final' },
  },
  output: ({ context: { forcedBy, error } }) => {
    if (forcedBy !== undefined) return { status: statusOf(forcedBy) };
    return error === undefined ? { status: 0 } : { status: 1, error };
  },
});
