import { assign } from 'xstate';
import { outbox } from '../../machines/handler/say';
import { setupProtocol } from '../../machines/handler/setupProtocol';

const NEWLINE = 0x0a;

const NOTHING = new Uint8Array(0);

/** The end of the last whole line in what is not answered yet and what has come. */
const endOfLines = (rest: Uint8Array, data: Uint8Array): number => {
  const end = data.lastIndexOf(NEWLINE) + 1;
  return end === 0 ? 0 : rest.length + end;
};

/** Sends back whole lines only. */
export const lines = setupProtocol({
  types: { context: {} as { readonly rest: Uint8Array } },
}).createMachine({
  id: 'lines',
  context: { rest: NOTHING },
  initial: 'connected',
  states: {
    connected: {
      on: {
        inbox: [
          {
            guard: ({ event }) => event.data.includes(NEWLINE),
            actions: [
              outbox(({ context: { rest }, event: { data } }) =>
                Buffer.concat([rest, data]).subarray(0, endOfLines(rest, data)),
              ),
              assign({
                rest: ({ context: { rest }, event: { data } }) =>
                  Buffer.concat([rest, data]).subarray(endOfLines(rest, data)),
              }),
            ],
          },
          {
            actions: assign({
              rest: ({ context, event }) => Buffer.concat([context.rest, event.data]),
            }),
          },
        ],
        'control.*': 'shutdown',
      },
    },
    shutdown: { type: 'final' },
  },
});
