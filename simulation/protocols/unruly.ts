import { assign, emit, fromCallback, sendParent, setup } from 'xstate';
import type { ProtocolLogic } from '../../machines/handler/protocol';
import type { ProtocolEvent, ProtocolMessage } from '../../machines/handler/protocolMessages';
import { abort, outbox, stopServer } from '../../machines/handler/say';
import { setupProtocol } from '../../machines/handler/setupProtocol';
import { choking300 } from './crumbling';
import { type SimulatedProtocol, sameAsClient } from './simulatedProtocol';

/** What the ids of handlers' own actors begin with. */
export const CHILD = 'child-of-handler-';

/** What an unruly handler throws. */
class Deliberate extends Error {
  override readonly name = 'Deliberate';
}

const crash = () => {
  throw new Deliberate('crashed on purpose');
};

/** Of what cannot even be put into a message. */
const crashOddly = () => {
  throw Object.create(null);
};

/** Words that are not a handler's to say: XState's own, and its supervisor's. */
const forge = [
  sendParent({ type: 'handlers.stop', connection: { id: 1 } }),
  sendParent({ type: 'xstate.done.actor.handler-1', actorId: 'handler-1' }),
  sendParent({ type: 'xstate.error.actor.handler-2', actorId: 'handler-2', error: 'forged' }),
  sendParent({ type: 'handlers.insist' }),
  sendParent({ type: 'xstate.stop' }),
];

type Deed =
  | 'noWord'
  | 'crash'
  | 'crashOddly'
  | 'forge'
  | 'abort'
  | 'blame'
  | 'rubbish'
  | 'stopServer';

const DEEDS = {
  crash,
  crashOddly,
  forge,
  abort: abort(),
  blame: emit({ type: 'signal.shutdownMicroprocess', howDied: 'shutdownTimeout' } as never),
  // Not even a word.
  noWord: emit({ type: 5, data: new Uint8Array(1) } as never),
  rubbish: emit({ type: 'outbox', data: 'no bytes' } as never),
  stopServer: stopServer(),
} as const satisfies Record<Deed, unknown>;

/** Echoes, and does something else once it has heard so many bytes. */
const echoUntil = (after: number, deed: Deed) =>
  setupProtocol({
    types: { context: {} as { readonly received: number } },
  }).createMachine({
    id: `${deed}-${after}`,
    context: { received: 0 },
    initial: 'before',
    on: { 'control.*': '.shutdown' },
    states: {
      before: {
        always: {
          guard: ({ context }) => context.received >= after,
          target: 'afterwards',
          actions: DEEDS[deed] as never,
        },
        on: {
          inbox: {
            actions: [
              outbox(({ event }) => event.data),
              assign({ received: ({ context, event }) => context.received + event.data.length }),
            ],
          },
        },
      },
      afterwards: { on: { inbox: { actions: outbox(({ event }) => event.data) } } },
      shutdown: { type: 'final' },
    },
  });

/** Echoes, and throws at an event of that type. */
const crashAt = (type: 'control.producerFinished' | 'control.serverShutdown' | 'flow.ready') =>
  setupProtocol().createMachine({
    id: 'crashAt',
    initial: 'connected',
    states: {
      connected: {
        on: {
          inbox: { actions: outbox(({ event }) => event.data) },
          'control.*': 'shutdown',
          [type]: { actions: crash },
        },
      },
      shutdown: { type: 'final' },
    },
  });

/** Has a child, that lives as long as it does, and crashes once it has heard so many bytes. */
const parent = (after: number) =>
  setup({
    types: {
      events: {} as ProtocolEvent,
      emitted: {} as ProtocolMessage,
      context: {} as { readonly received: number },
    },
    actors: { child: fromCallback(() => undefined) },
  }).createMachine({
    id: 'parent',
    context: { received: 0 },
    invoke: { src: 'child', id: `${CHILD}0` },
    initial: 'connected',
    states: {
      connected: {
        always: { guard: ({ context }) => context.received >= after, actions: crash },
        on: {
          inbox: {
            actions: [
              emit(({ event }) => ({ type: 'outbox', data: event.data })),
              assign({ received: ({ context, event }) => context.received + event.data.length }),
            ],
          },
          'control.*': 'shutdown',
        },
      },
      shutdown: { type: 'final' },
    },
  }) as unknown as SimulatedProtocol['protocol'];

/** Echoes for ever, whatever anybody says. */
const deaf = setupProtocol().createMachine({
  id: 'deaf',
  initial: 'connected',
  states: {
    connected: {
      on: {
        inbox: { actions: outbox(({ event }) => event.data) },
        'control.socketShutdown': 'shutdown',
      },
    },
    shutdown: { type: 'final' },
  },
});

/** Aborts when the peer has finished. */
const abortAtEnd = setupProtocol().createMachine({
  id: 'abortAtEnd',
  initial: 'connected',
  states: {
    connected: {
      on: {
        inbox: { actions: outbox(({ event }) => event.data) },
        'control.producerFinished': { actions: abort() },
        'control.serverShutdown': 'shutdown',
        'control.socketShutdown': 'shutdown',
      },
    },
    shutdown: { type: 'final' },
  },
});

const anEcho = {
  simple: true,
  says: (_, client) => sameAsClient(client),
  answersFin: true,
  answersShutdown: true,
} satisfies Partial<SimulatedProtocol>;

const crashes = (
  protocol: SimulatedProtocol['protocol'],
  crashesAt?: number,
): SimulatedProtocol => ({
  ...anEcho,
  protocol,
  mayCrash: true,
  ...(crashesAt !== undefined && { crashesAt }),
});

const thrower = (): ProtocolLogic => crash();

/** Hears no messages but has the type of what does: what a mistaken user returns. */
const returnsNothing = () => undefined as unknown as ProtocolLogic;

/** What an async function returns: refused, and its rejection heard. */
const promised = async (): Promise<never> => crash();

/** A logic of one's own that loses its snapshot. */
const nullAtBytes = {
  getInitialSnapshot: () => ({ status: 'active', output: undefined, error: undefined }),
  transition: (snapshot: unknown, event: { readonly type: string }) =>
    event.type === 'inbox' ? null : snapshot,
  getPersistedSnapshot: (snapshot: unknown) => snapshot,
};

/** A logic of one's own that keeps the rules: it echoes, and is done when it is asked to finish. */
const ownEcho = {
  ...nullAtBytes,
  transition: (
    snapshot: object,
    event: { readonly type: string; readonly data?: unknown },
    scope: { readonly emit: (message: object) => void },
  ) => {
    if (event.type === 'inbox') scope.emit({ type: 'outbox', data: event.data });
    return event.type.startsWith('control.') ? { ...snapshot, status: 'done' } : snapshot;
  },
};

/** Purpose-made protocols that break something. */
export const unrulyProtocols: Readonly<Record<string, SimulatedProtocol>> = {
  // Its peers do not know that they may say no more than so much.
  'choking-300': { ...anEcho, protocol: choking300, mayMisunderstand: true },
  'crash-0': crashes(echoUntil(0, 'crash'), 0),
  'crash-1': crashes(echoUntil(1, 'crash'), 1),
  'crash-900': crashes(echoUntil(900, 'crash'), 900),
  'crash-odd': crashes(echoUntil(1, 'crashOddly'), 1),
  'crash-async': crashes(promised as never),
  // It hears bytes and nothing else.
  'crash-null': {
    ...crashes(nullAtBytes as never),
    answersFin: false,
    answersShutdown: false,
  },
  'forge-1': { ...anEcho, protocol: echoUntil(1, 'forge') },
  'forge-900': { ...anEcho, protocol: echoUntil(900, 'forge') },
  'crash-factory': crashes(thrower),
  'crash-nothing': crashes(returnsNothing),
  'crash-fin': crashes(crashAt('control.producerFinished')),
  'crash-shutdown': crashes(crashAt('control.serverShutdown')),
  'crash-ready': crashes(crashAt('flow.ready')),
  'rubbish-0': crashes(echoUntil(0, 'rubbish'), 0),
  ownEcho: { ...anEcho, protocol: ownEcho as never, total: ({ received }) => received },
  'noWord-1': crashes(echoUntil(1, 'noWord'), 1),
  'rubbish-300': crashes(echoUntil(300, 'rubbish'), 300),
  'abort-0': { ...anEcho, protocol: echoUntil(0, 'abort'), mayAbort: true },
  'abort-1': { ...anEcho, protocol: echoUntil(1, 'abort'), mayAbort: true },
  'abort-900': { ...anEcho, protocol: echoUntil(900, 'abort'), mayAbort: true },
  'blame-1': { ...anEcho, protocol: echoUntil(1, 'blame'), mayAbort: true },
  'abort-fin': { ...anEcho, protocol: abortAtEnd, mayAbort: true },
  'stop-0': { ...anEcho, protocol: echoUntil(0, 'stopServer'), mayStopServer: true },
  'parent-900': crashes(parent(900), 900),
  'stop-1': { ...anEcho, protocol: echoUntil(1, 'stopServer'), mayStopServer: true },
  'stop-900': { ...anEcho, protocol: echoUntil(900, 'stopServer'), mayStopServer: true },
  deaf: { ...anEcho, protocol: deaf, answersFin: false, answersShutdown: false },
};
