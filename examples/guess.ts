/**
 * A game with states, a line at a time: guess a number from 1 to 100.
 *
 *     npm start -- ./examples/guess.ts
 *     nc 127.0.0.1 1601
 */
// In a project of your own: from 'xstate-net'.
import { type ConnectionInfo, outbox, setupProtocol } from '../index';

/** Bytes come cut anywhere, so they are kept until a line is whole; nobody needs longer ones. */
const LONGEST_LINE = 80;

interface Game {
  readonly secret: number;
  readonly received: string;
}

const lineEnd = ({ received }: Game) => received.indexOf('\n');
const guessed = (game: Game) => Number(game.received.slice(0, lineEnd(game)));

const game = setupProtocol({
  types: { input: {} as ConnectionInfo, context: {} as Game },
  guards: {
    isTooLong: ({ context }) => lineEnd(context) < 0 && context.received.length > LONGEST_LINE,
    isRight: ({ context }) => lineEnd(context) >= 0 && guessed(context) === context.secret,
    isWrong: ({ context }) => lineEnd(context) >= 0,
  },
});

const keep = game.assign(({ context, event }) => ({
  received:
    event.type === 'inbox'
      ? context.received + Buffer.from(event.data).toString('latin1')
      : context.received,
}));
const nextLine = game.assign(({ context }) => ({
  received: context.received.slice(lineEnd(context) + 1),
}));

export default game.createMachine({
  id: 'guess',
  options: { maxIterations: 10_000 },
  // Charts read no clock and roll no dice: what differs is in the connection's information.
  context: ({ input }) => ({ secret: 1 + (input.connectedAt % 100), received: '' }),
  initial: 'greeting',
  states: {
    greeting: {
      entry: outbox('I think of a number from 1 to 100.\r\n'),
      always: 'guessing',
    },
    guessing: {
      on: { inbox: { actions: keep }, 'control.*': 'shutdown' },
      always: [
        { guard: 'isRight', target: 'won' },
        {
          guard: 'isWrong',
          actions: [
            outbox(({ context }) =>
              guessed(context) < context.secret ? 'More.\r\n' : 'Less.\r\n',
            ),
            nextLine,
          ],
        },
        { guard: 'isTooLong', target: 'shutdown' },
      ],
    },
    won: {
      entry: outbox('Yes!\r\n'),
      always: 'shutdown',
    },
    shutdown: { type: 'final' },
  },
});
