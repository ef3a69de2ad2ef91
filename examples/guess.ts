/**
 * A game with states, a line at a time: guess a number from 1 to 100.
 *
 *     npm start -- ./examples/guess.ts
 *     npm run -s connect -- 127.0.0.1 1601 --lines
 */
// In a project of your own: from 'xstate-net'.
import { type ConnectionInfo, lines, outbox, setupProtocol } from '../index';

interface Game {
  readonly secret: number;
}

const game = setupProtocol({
  // Nobody needs longer lines: one that is ends the connection.
  codec: lines({ maxLength: 80 }),
  types: { input: {} as ConnectionInfo, context: {} as Game },
  guards: {
    isRight: ({ context, event }) =>
      event.type === 'inbox' && Number(event.data) === context.secret,
  },
});

export default game.createMachine({
  id: 'guess',
  // Charts read no clock and roll no dice: what differs is in the connection's information.
  context: ({ input }) => ({ secret: 1 + (input.connectedAt % 100) }),
  initial: 'guessing',
  states: {
    guessing: {
      entry: outbox('I think of a number from 1 to 100.'),
      on: {
        inbox: [
          { guard: 'isRight', target: 'won' },
          {
            actions: outbox(({ context, event }) =>
              Number(event.data) < context.secret ? 'More.' : 'Less.',
            ),
          },
        ],
        'control.*': 'shutdown',
      },
    },
    won: {
      entry: outbox('Yes!'),
      always: 'shutdown',
    },
    shutdown: { type: 'final' },
  },
});
