/** Counts the lines that a client says, until it says `quit`. */
import { assign } from 'xstate';
import { lines, outbox, setupProtocol } from 'xstate-net';

const counter = setupProtocol({
  // What comes and goes are lines, and no bytes; a longer one ends the connection.
  codec: lines({ maxLength: 1_000 }),
  types: { context: {} as { readonly count: number } },
  guards: {
    isQuit: ({ event }) => event.type === 'inbox' && event.data === 'quit',
  },
});

export default counter.createMachine({
  id: 'counter',
  context: { count: 0 },
  initial: 'counting',
  states: {
    counting: {
      entry: outbox('Say something.'),
      on: {
        inbox: [
          { guard: 'isQuit', target: 'shutdown', actions: outbox('Bye.') },
          {
            actions: [
              assign({ count: ({ context }) => context.count + 1 }),
              outbox(({ context }) => `That was line ${context.count}.`),
            ],
          },
        ],
        // The client has finished, or the server drains.
        'control.*': 'shutdown',
      },
    },
    // What was said is sent, and the connection is closed.
    shutdown: { type: 'final' },
  },
});
