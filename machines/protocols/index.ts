import type { ProtocolLogic } from '../handler/protocol';
import { chargen } from './chargen';
import { cleverEcho } from './cleverEcho';
import { daytime } from './daytime';
import { discard } from './discard';
import { echo } from './echo';
import { type QuoteOfTheDayOptions, quoteOfTheDay } from './quoteOfTheDay';

/** Options of all shipped protocols; each takes what concerns it. */
export interface ShippedProtocolOptions extends QuoteOfTheDayOptions {}

/** A protocol that ships, as the command line and the docs show it. */
export interface ShippedProtocol {
  /** What it does, in a line. */
  readonly description: string;
  /** The number of the RFC that describes it. */
  readonly rfc?: number;
  /** The options that concern it. */
  readonly options?: readonly (keyof ShippedProtocolOptions)[];
  /** Its statechart. Throws when the options are wrong. */
  readonly make: (options?: ShippedProtocolOptions) => ProtocolLogic;
}

/** The protocols that ship, by the names that the command line knows them by. */
export const protocols = {
  echo: {
    description: 'sends back what it is sent',
    rfc: 862,
    make: () => echo,
  },
  discard: {
    description: 'throws away what it is sent',
    rfc: 863,
    make: () => discard,
  },
  chargen: {
    description: 'sends a pattern of printing characters for as long as it is read',
    rfc: 864,
    make: () => chargen,
  },
  qotd: {
    description: 'sends the quote of the day and closes',
    rfc: 865,
    options: ['quotes', 'quotePer'],
    make: quoteOfTheDay,
  },
  daytime: {
    description: 'sends the date and time and closes',
    rfc: 867,
    make: () => daytime,
  },
  cleverEcho: {
    description: 'says who you are, then echoes',
    make: () => cleverEcho,
  },
} as const satisfies Readonly<Record<string, ShippedProtocol>>;

/** The name of a protocol that ships. */
export type ProtocolName = keyof typeof protocols;
