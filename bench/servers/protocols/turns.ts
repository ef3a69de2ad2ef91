/** Each question changes the state: a guard, an assign and a transition for every answer. */

import { lines, outbox, setupProtocol } from 'xstate-net';

/** Far more than a measurement asks. */
const MOST = 1e9;

const base = setupProtocol({
  types: { context: {} as { readonly asked: number } },
  codec: lines(),
  guards: {
    hasTurns: ({ context }) => context.asked < MOST,
  },
});

const count = base.assign({ asked: ({ context }) => context.asked + 1 });

export default base.createMachine({
  id: 'turns',
  context: { asked: 0 },
  initial: 'white',
  on: { 'control.*': '.shutdown' },
  states: {
    white: {
      on: {
        inbox: [
          {
            guard: 'hasTurns',
            target: 'black',
            actions: [count, outbox(({ event }) => event.data)],
          },
          { target: 'shutdown' },
        ],
      },
    },
    black: {
      on: {
        inbox: [
          {
            guard: 'hasTurns',
            target: 'white',
            actions: [count, outbox(({ event }) => event.data)],
          },
          { target: 'shutdown' },
        ],
      },
    },
    shutdown: { type: 'final' },
  },
});
