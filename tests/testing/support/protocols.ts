import { readFile } from 'node:fs/promises';
import { assign, fromPromise } from 'xstate';
import { finish, outbox, setupProtocol } from '../../../index';

/** Answers each line with its number; says goodbye to `quit`; gives up after ten silent seconds. */
export const counting = setupProtocol({
  types: { context: {} as { readonly lines: number; readonly rest: string } },
  guards: {
    isQuit: ({ event }) => event.type === 'inbox' && `${Buffer.from(event.data)}` === 'quit\n',
  },
}).createMachine({
  id: 'counting',
  context: { lines: 0, rest: '' },
  initial: 'listening',
  states: {
    listening: {
      after: { 10000: 'bored' },
      on: {
        inbox: [
          { guard: 'isQuit', target: 'leaving' },
          {
            target: 'listening',
            reenter: true,
            actions: [
              assign({ lines: ({ context }) => context.lines + 1 }),
              outbox(({ context }) => `${context.lines}\n`),
            ],
          },
        ],
        'control.*': 'gone',
      },
    },
    bored: { entry: outbox('bored\n'), always: 'gone' },
    leaving: { entry: [outbox('bye\n'), finish()], on: { 'control.*': 'gone' } },
    gone: { type: 'final' },
  },
});

/** An echo that loses the second byte of everything: a broken protocol. */
export const lossy = setupProtocol().createMachine({
  id: 'lossy',
  initial: 'connected',
  states: {
    connected: {
      on: {
        inbox: { actions: outbox(({ event }) => event.data.filter((_, index) => index !== 1)) },
        'control.*': 'shutdown',
      },
    },
    shutdown: { type: 'final' },
  },
});

/** Throws at the word `boom`. */
export const explosive = setupProtocol().createMachine({
  id: 'explosive',
  initial: 'connected',
  states: {
    connected: {
      on: {
        inbox: {
          actions: outbox(({ event }) => {
            if (`${Buffer.from(event.data)}` === 'boom') throw new Error('boom');
            return event.data;
          }),
        },
        'control.*': 'shutdown',
      },
    },
    shutdown: { type: 'final' },
  },
});

/** Answers when a promise is kept. */
export const promising = setupProtocol({
  actors: { think: fromPromise(async () => 'thought\n') },
}).createMachine({
  id: 'promising',
  initial: 'waiting',
  states: {
    waiting: { on: { inbox: 'thinking', 'control.*': 'gone' } },
    thinking: {
      invoke: {
        src: 'think',
        onDone: { target: 'waiting', actions: outbox(({ event }) => event.output) },
      },
    },
    gone: { type: 'final' },
  },
});

/** Answers with what is in a file, which takes real time. */
export const reading = setupProtocol({
  actors: { read: fromPromise(() => readFile(__filename)) },
}).createMachine({
  id: 'reading',
  initial: 'waiting',
  on: { 'control.*': '.gone' },
  states: {
    waiting: { on: { inbox: 'reading' } },
    reading: {
      invoke: {
        src: 'read',
        onDone: { target: 'waiting', actions: outbox(({ event }) => event.output.subarray(0, 10)) },
      },
    },
    gone: { type: 'final' },
  },
});

/** Each second it thinks, and says what it thought: a timer, a promise, a timer. */
export const pondering = setupProtocol({
  actors: { think: fromPromise(async () => 'thought\n') },
}).createMachine({
  id: 'pondering',
  initial: 'waiting',
  on: { 'control.*': '.gone' },
  states: {
    waiting: { after: { 1000: 'thinking' } },
    thinking: {
      invoke: {
        src: 'think',
        onDone: { target: 'waiting', actions: outbox(({ event }) => event.output) },
      },
    },
    gone: { type: 'final' },
  },
});

/** Finishes for ever: each turn asks for another. */
export const restless = setupProtocol().createMachine({
  id: 'restless',
  initial: 'connected',
  states: {
    connected: {
      on: {
        'flow.ready': { actions: outbox(() => new Uint8Array(0)) },
        'control.*': 'shutdown',
      },
    },
    shutdown: { type: 'final' },
  },
});
