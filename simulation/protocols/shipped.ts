import { chargen, chargenByte } from '../../machines/protocols/chargen';
import { cleverEcho, welcome } from '../../machines/protocols/cleverEcho';
import { daytime, daytimeLine } from '../../machines/protocols/daytime';
import { DEFAULT_QUOTES } from '../../machines/protocols/defaultQuotes';
import { discard } from '../../machines/protocols/discard';
import { echo } from '../../machines/protocols/echo';
import { chooseQuote, quoteOfTheDay } from '../../machines/protocols/quoteOfTheDay';
import { formatQuotes } from '../../machines/protocols/quotes';
import { always, greetingThen, type SimulatedProtocol, sameAsClient } from './simulatedProtocol';

const utf8 = new TextEncoder();

const NOTHING = new Uint8Array(0);

/** Lines of the generator until its pattern starts anew. */
const CHARGEN_PERIOD = 95 * 74;

const chargenPattern = Buffer.from(
  Uint8Array.from({ length: CHARGEN_PERIOD * 20 }, (_, position) => chargenByte(position)),
);

const quotes = formatQuotes(DEFAULT_QUOTES);

const fortune = quoteOfTheDay({ quotePer: 'connection' });

/** The protocols that ship, and what they promise. */
export const shippedProtocols = {
  echo: {
    protocol: echo,
    simple: true,
    says: (_, client) => sameAsClient(client),
    total: ({ received }) => received,
    answersFin: true,
    answersShutdown: true,
  },
  discard: {
    protocol: discard,
    simple: true,
    says: () => always(NOTHING),
    total: () => 0,
    answersFin: true,
    answersShutdown: true,
  },
  chargen: {
    protocol: chargen,
    simple: true,
    says: () => ({
      length: Number.POSITIVE_INFINITY,
      slice: (from, length) => {
        const start = from % CHARGEN_PERIOD;
        return chargenPattern.subarray(start, start + length);
      },
    }),
    answersFin: false,
    isEndless: true,
    answersShutdown: true,
    isChatty: true,
  },
  qotd: {
    protocol: fortune,
    says: (connection) =>
      always(utf8.encode(quotes[chooseQuote(connection, quotes.length, 'connection')])),
    answersFin: true,
    answersShutdown: true,
    endsByItself: true,
  },
  daytime: {
    protocol: daytime,
    says: (connection) => always(utf8.encode(daytimeLine(connection.connectedAt))),
    answersFin: true,
    answersShutdown: true,
    endsByItself: true,
  },
  cleverEcho: {
    protocol: cleverEcho,
    says: (connection, client) => greetingThen(utf8.encode(welcome(connection)), client),
    answersFin: true,
    answersShutdown: true,
  },
} satisfies Record<string, SimulatedProtocol>;
