import { assign, fromTransition } from 'xstate';
import type { Protocol } from '../../machines/handler/protocol';
import type { ProtocolEvent, ProtocolMessage } from '../../machines/handler/protocolMessages';
import { endSending, outbox } from '../../machines/handler/say';
import { setupProtocol } from '../../machines/handler/setupProtocol';
import { discard } from '../../machines/protocols/discard';
import { echo } from '../../machines/protocols/echo';
import { clientBytes, wholeLines } from '../bytes';
import { crumbling, crumblingAndResting } from './crumbling';
import {
  endingBlocked,
  flooding,
  floodingPauses,
  heedless,
  heedlessBytes,
  heedlessLast,
  lastWords,
  lastWordsInPieces,
  mumbling,
  ofAllSizes,
  repeatedClient,
  TIMES,
} from './flooding';
import { lines } from './lines';
import { pauseAndFinish, pausing } from './pausing';
import { always, type Frames, type SimulatedProtocol, sameAsClient } from './simulatedProtocol';

/** Milliseconds that the slow ones take. */
const DELAY = 7;

const NOTHING = new Uint8Array(0);

/** Answers late, one message at a time; says the rest at once when it has to finish. */
const slow = setupProtocol({
  types: { context: {} as { readonly queue: readonly Uint8Array[] } },
}).createMachine({
  id: 'slow',
  context: { queue: [] },
  initial: 'idle',
  on: {
    'control.socketShutdown': '.shutdown',
    'control.*': {
      target: '.shutdown',
      actions: outbox(({ context }) => Buffer.concat(context.queue)),
    },
  },
  states: {
    idle: {
      on: {
        inbox: { target: 'working', actions: assign({ queue: ({ event }) => [event.data] }) },
      },
    },
    working: {
      on: {
        inbox: {
          actions: assign({ queue: ({ context, event }) => [...context.queue, event.data] }),
        },
      },
      after: {
        [DELAY]: {
          target: 'answered',
          actions: [
            outbox(({ context }) => context.queue[0] ?? NOTHING),
            assign({ queue: ({ context }) => context.queue.slice(1) }),
          ],
        },
      },
    },
    answered: {
      always: [
        { guard: ({ context }) => context.queue.length > 0, target: 'working' },
        { target: 'idle' },
      ],
    },
    shutdown: { type: 'final' },
  },
});

/** Echoes, closes its half after so many bytes, and listens on. */
const halfClosing = (after: number) =>
  setupProtocol({
    types: { context: {} as { readonly received: number } },
  }).createMachine({
    id: 'halfClosing',
    context: { received: 0 },
    initial: 'talking',
    on: { 'control.*': '.shutdown' },
    states: {
      talking: {
        always: {
          guard: ({ context }) => context.received >= after,
          target: 'listening',
          actions: endSending(),
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
      listening: { on: { inbox: {} } },
      shutdown: { type: 'final' },
    },
  });

/** Answers the peer's end with its own, and stays a while before it finishes. */
const lateFinishing = setupProtocol().createMachine({
  id: 'lateFinishing',
  initial: 'connected',
  states: {
    connected: {
      on: {
        inbox: { actions: outbox(({ event }) => event.data) },
        'control.producerFinished': { target: 'ended', actions: endSending() },
        'control.*': 'shutdown',
      },
    },
    ended: { after: { [DELAY]: 'shutdown' }, on: { 'control.*': 'shutdown' } },
    shutdown: { type: 'final' },
  },
});

/** Echoes so many bytes, at least, and finishes. */
const finishing = (after: number) =>
  setupProtocol({
    types: { context: {} as { readonly received: number } },
  }).createMachine({
    id: 'finishing',
    context: { received: 0 },
    initial: 'connected',
    states: {
      connected: {
        always: { guard: ({ context }) => context.received >= after, target: 'shutdown' },
        on: {
          inbox: {
            actions: [
              outbox(({ event }) => event.data),
              assign({ received: ({ context, event }) => context.received + event.data.length }),
            ],
          },
          'control.*': 'shutdown',
        },
      },
      shutdown: { type: 'final' },
    },
  });

/** Whose bytes the producer says. */
const PRODUCER = 12_345;
const BLOCK = 1_000;

/** Says so many blocks, one for each `flow.ready`, and finishes. */
const producing = (blocks: number) =>
  setupProtocol({ types: { context: {} as { readonly said: number } } }).createMachine({
    id: 'producing',
    context: { said: 0 },
    initial: 'connected',
    states: {
      connected: {
        always: { guard: ({ context }) => context.said === blocks, target: 'shutdown' },
        on: {
          inbox: {},
          'flow.ready': {
            actions: [
              outbox(({ context }) => clientBytes(PRODUCER, context.said * BLOCK, BLOCK)),
              assign({ said: ({ context }) => context.said + 1 }),
            ],
          },
          'control.serverShutdown': 'shutdown',
          'control.socketShutdown': 'shutdown',
        },
      },
      shutdown: { type: 'final' },
    },
  });

/** A function, that answers every second connection with another chart than the others. */
const everySecond: Protocol = ({ id }) => (id % 2 === 1 ? echo : discard);

/** No statechart: a reducer. */
const reducer = fromTransition<undefined, ProtocolEvent, never, undefined, ProtocolMessage>(
  (state, event, { emit: say }) => {
    if (event.type === 'inbox') say({ type: 'outbox', data: event.data });
    if (event.type === 'control.producerFinished' || event.type === 'control.serverShutdown') {
      say({ type: 'signal.producerFinished' });
    }
    return state;
  },
  undefined,
);

const anEcho = {
  simple: true,
  says: (_, client) => sameAsClient(client),
  answersFin: true,
  answersShutdown: true,
} satisfies Partial<SimulatedProtocol>;

const produces = (blocks: number): SimulatedProtocol => ({
  protocol: producing(blocks),
  simple: true,
  says: () => ({
    length: blocks * BLOCK,
    slice: (from, length) => clientBytes(PRODUCER, from, length),
  }),
  total: ({ asked }) => (asked ? undefined : blocks * BLOCK),
  answersFin: false,
  answersShutdown: true,
  endsByItself: true,
});

/** Whatever comes is a message. */
const crumbs: Frames = {
  bytesOf: (message) => message as Uint8Array,
  within: (_, length) => ({ whole: length, isWrong: false }),
};

const allOfIt: SimulatedProtocol['total'] = ({ received }) => received;

/** Purpose-made protocols that keep the rules, each in a way of its own. */
export const obedientProtocols: Readonly<Record<string, SimulatedProtocol>> = {
  slow: { ...anEcho, protocol: slow, total: allOfIt },
  lines: {
    ...anEcho,
    protocol: lines,
    total: ({ client, received }) => wholeLines(client, received),
  },
  pausing: { ...anEcho, protocol: pausing, total: allOfIt },
  crumbling: { ...anEcho, protocol: crumbling, total: allOfIt, frames: crumbs },
  crumblingAndResting: {
    ...anEcho,
    protocol: crumblingAndResting,
    total: allOfIt,
    frames: crumbs,
    holdsMessages: true,
  },
  flooding: {
    ...anEcho,
    protocol: flooding,
    says: (_, client) => repeatedClient(client),
    total: ({ received }) => received * TIMES,
    isChatty: true,
  },
  lastWords: {
    ...anEcho,
    protocol: lastWords,
    says: (_, client) => repeatedClient(client),
  },
  lastWordsInPieces: {
    ...anEcho,
    protocol: lastWordsInPieces,
    says: () => heedlessBytes,
    isChatty: true,
  },
  'endingBlocked-once': {
    ...anEcho,
    protocol: endingBlocked('once'),
    says: (_, client) => repeatedClient(client),
    isChatty: true,
  },
  'endingBlocked-later': {
    ...anEcho,
    protocol: endingBlocked('aMomentLater'),
    says: (_, client) => repeatedClient(client),
    isChatty: true,
  },
  floodingPauses: {
    ...anEcho,
    protocol: floodingPauses,
    says: (_, client) => repeatedClient(client),
    isChatty: true,
  },
  heedless: { ...anEcho, protocol: heedless, says: () => heedlessBytes, isChatty: true },
  heedlessLast: { ...anEcho, protocol: heedlessLast, says: () => heedlessBytes, isChatty: true },
  ofAllSizes: { ...anEcho, protocol: ofAllSizes, says: () => heedlessBytes, isChatty: true },
  mumbling: { ...anEcho, protocol: mumbling, says: () => always(NOTHING), total: () => 0 },
  pauseAndFinish: { ...anEcho, protocol: pauseAndFinish, total: allOfIt },
  everySecond: {
    ...anEcho,
    simple: false,
    protocol: everySecond,
    says: ({ id }, client) => (id % 2 === 1 ? sameAsClient(client) : always(NOTHING)),
  },
  reducer: { ...anEcho, protocol: reducer as never, total: allOfIt },
  'halfClosing-0': { ...anEcho, protocol: halfClosing(0), mayEndSending: true },
  'halfClosing-300': { ...anEcho, protocol: halfClosing(300), mayEndSending: true },
  lateFinishing: { ...anEcho, protocol: lateFinishing, total: allOfIt },
  'finishing-0': { ...anEcho, protocol: finishing(0), total: allOfIt, endsByItself: true },
  'finishing-1': { ...anEcho, protocol: finishing(1), total: allOfIt },
  'finishing-900': { ...anEcho, protocol: finishing(900), total: allOfIt },
  'producing-1': produces(1),
  'producing-20': { ...produces(20), isChatty: true },
};
