import { assign } from 'xstate';
import { endSending, outbox, pauseInbox, resumeInbox } from '../../machines/handler/say';
import { setupProtocol } from '../../machines/handler/setupProtocol';
import { clientBytes } from '../bytes';
import type { ByteSource } from './simulatedProtocol';

/** How often `doubling` says every byte. */
export const TIMES = 16;

const repeated = (data: Uint8Array) => {
  const result = Buffer.alloc(data.length * TIMES);
  for (let index = 0; index < data.length; index += 1) {
    result.fill(data[index] as number, index * TIMES, (index + 1) * TIMES);
  }
  return result;
};

/** Says much more than it hears. */
export const flooding = setupProtocol().createMachine({
  id: 'flooding',
  initial: 'connected',
  states: {
    connected: {
      on: {
        inbox: { actions: outbox(({ event }) => repeated(event.data)) },
        'control.*': 'shutdown',
      },
    },
    shutdown: { type: 'final' },
  },
});

/** Milliseconds that those wait that do something in the middle. */
const A_MOMENT = 7;

/** Says a lot, and closes its half when it has to wait, or a moment later. */
export const endingBlocked = (at: 'once' | 'aMomentLater') =>
  setupProtocol().createMachine({
    id: 'endingBlocked',
    initial: 'talking',
    on: { 'control.*': '.shutdown' },
    states: {
      talking: {
        on: {
          inbox: { actions: outbox(({ event }) => repeated(event.data)) },
          'flow.blocked':
            at === 'once' ? { target: 'listening', actions: endSending() } : 'waiting',
        },
      },
      waiting: {
        on: { inbox: {} },
        after: { [A_MOMENT]: { target: 'listening', actions: endSending() } },
      },
      listening: { on: { inbox: {} } },
      shutdown: { type: 'final' },
    },
  });

/** Says a lot and rests its inbox: reading rests for two reasons, of which either may end first. */
export const floodingPauses = setupProtocol().createMachine({
  id: 'floodingPauses',
  initial: 'flowing',
  on: { 'control.*': '.shutdown' },
  states: {
    flowing: {
      on: {
        inbox: {
          target: 'resting',
          actions: [pauseInbox(), outbox(({ event }) => repeated(event.data))],
        },
      },
    },
    resting: { after: { [A_MOMENT]: { target: 'flowing', actions: resumeInbox() } } },
    shutdown: { type: 'final' },
  },
});

/** Whose bytes the heedless one says. */
const HEEDLESS = 23_456;

interface Heedless {
  readonly context: { readonly said: number };
  readonly event: { readonly data: Uint8Array };
}

/** So many blocks of the size of what was heard. */
const blocks = Array.from({ length: TIMES }, (_, block) =>
  outbox((({ context: { said }, event: { data } }: Heedless) =>
    clientBytes(HEEDLESS, said + block * data.length, data.length)) as never),
) as never[];

/** And so many behind them. */
const moreBlocks = Array.from({ length: TIMES }, (_, block) =>
  outbox((({ event: { data } }: Heedless) =>
    clientBytes(HEEDLESS, (TIMES + block) * data.length, data.length)) as never),
) as never[];

/** Goes on saying what it has to say, block by block, whether or not any of it leaves. */
export const heedless = setupProtocol({
  types: { context: {} as { readonly said: number } },
}).createMachine({
  id: 'heedless',
  context: { said: 0 },
  initial: 'connected',
  states: {
    connected: {
      on: {
        inbox: {
          actions: [
            ...blocks,
            assign({ said: ({ context, event }) => context.said + TIMES * event.data.length }),
          ],
        },
        'control.*': 'shutdown',
      },
    },
    shutdown: { type: 'final' },
  },
});

/** Says much in one piece, some more block by block, and that was its last word. */
export const heedlessLast = setupProtocol().createMachine({
  id: 'heedlessLast',
  initial: 'connected',
  states: {
    connected: {
      on: {
        inbox: {
          target: 'shutdown',
          actions: [
            outbox(({ event: { data } }) => clientBytes(HEEDLESS, 0, TIMES * data.length)),
            ...moreBlocks,
          ],
        },
        'control.*': 'shutdown',
      },
    },
    shutdown: { type: 'final' },
  },
});

/** What `ofAllSizes` says for each block that it hears. */
const SIZES = [1, 20, 5_000, 3, 4_096, 4_097, 1];
const ALL_SIZES = SIZES.reduce((sum, size) => sum + size, 0);

/** Says little and much by turns, which leaves in the order in which it was said. */
export const ofAllSizes = setupProtocol({
  types: { context: {} as { readonly said: number } },
}).createMachine({
  id: 'ofAllSizes',
  context: { said: 0 },
  initial: 'connected',
  states: {
    connected: {
      on: {
        inbox: {
          actions: [
            ...(SIZES.map((size, at) => {
              const before = SIZES.slice(0, at).reduce((sum, one) => sum + one, 0);
              return outbox((({ context: { said } }: Heedless) =>
                clientBytes(HEEDLESS, said + before, size)) as never);
            }) as never[]),
            assign({ said: ({ context }) => context.said + ALL_SIZES }),
          ],
        },
        'control.*': 'shutdown',
      },
    },
    shutdown: { type: 'final' },
  },
});

/** Says nothing, again and again, which is no sign of life. */
export const mumbling = setupProtocol().createMachine({
  id: 'mumbling',
  initial: 'mute',
  on: { 'control.*': '.shutdown' },
  states: {
    mute: { after: { [A_MOMENT]: { target: 'mute', reenter: true, actions: outbox('') } } },
    shutdown: { type: 'final' },
  },
});

export const heedlessBytes: ByteSource = {
  length: Number.POSITIVE_INFINITY,
  slice: (from, length) => clientBytes(HEEDLESS, from, length),
};

/** Says a lot at once and closes its half, with most of that still unsent. */
export const lastWords = setupProtocol().createMachine({
  id: 'lastWords',
  initial: 'silent',
  on: { 'control.*': '.shutdown' },
  states: {
    silent: {
      on: {
        inbox: {
          target: 'listening',
          actions: [outbox(({ event }) => repeated(event.data)), endSending()],
        },
      },
    },
    listening: { on: { inbox: {} } },
    shutdown: { type: 'final' },
  },
});

/** Closes its half behind a number of answers to one block. */
export const lastWordsInPieces = setupProtocol({
  types: { context: {} as { readonly said: number } },
}).createMachine({
  id: 'lastWordsInPieces',
  context: { said: 0 },
  initial: 'silent',
  on: { 'control.*': '.shutdown' },
  states: {
    silent: { on: { inbox: { target: 'listening', actions: [...blocks, endSending()] } } },
    listening: { on: { inbox: {} } },
    shutdown: { type: 'final' },
  },
});

/** What the client said, every byte many times. */
export const repeatedClient = (client: number): ByteSource => ({
  length: Number.POSITIVE_INFINITY,
  slice: (from, length) => {
    const first = Math.floor(from / TIMES);
    const bytes = repeated(clientBytes(client, first, Math.ceil(length / TIMES) + 1));
    return bytes.subarray(from - first * TIMES, from - first * TIMES + length);
  },
});
