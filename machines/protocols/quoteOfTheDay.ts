import type { ConnectionInfo } from '../connection/connectionInfo';
import { outbox } from '../handler/say';
import { setupProtocol } from '../handler/setupProtocol';
import { DEFAULT_QUOTES } from './defaultQuotes';
import { formatQuotes } from './quotes';

/** What `quoteOfTheDay` is made from. */
export interface QuoteOfTheDayOptions {
  /** The quotes, each shorter than 512 ASCII characters; see `parseQuotes` for files. Default: some of our own. */
  readonly quotes?: readonly string[] | undefined;
  /**
   * When the next quote is due: each `day` of universal time, or with each `connection`, as from a
   * fortune cookie. Default `day`, as the name says.
   */
  readonly quotePer?: 'day' | 'connection' | undefined;
}

const MILLISECONDS_PER_DAY = 24 * 60 * 60 * 1000;

/** Which of `count` quotes a connection gets: they go round, by the day or by the connection's serial number. */
export function chooseQuote(
  { id, connectedAt }: ConnectionInfo,
  count: number,
  per: 'day' | 'connection',
): number {
  const turn = per === 'day' ? Math.floor(connectedAt / MILLISECONDS_PER_DAY) : id - 1;
  return ((turn % count) + count) % count;
}

/**
 * The quote of the day protocol, RFC 865: "once a connection is established a short message is sent
 * out the connection (and any data received is thrown away). The service closes the connection after
 * sending the quote." Kamaelia's fortune cookie. Throws `XN_BAD_QUOTES` for what the RFC forbids.
 */
export function quoteOfTheDay({ quotes, quotePer = 'day' }: QuoteOfTheDayOptions = {}) {
  const formatted = formatQuotes(quotes ?? DEFAULT_QUOTES);
  return setupProtocol({
    types: { input: {} as ConnectionInfo, context: {} as { readonly quote: string } },
  }).createMachine({
    id: 'quoteOfTheDay',
    context: ({ input }) => ({
      quote: formatted[chooseQuote(input, formatted.length, quotePer)] as string,
    }),
    initial: 'connected',
    states: {
      connected: {
        entry: outbox(({ context }) => context.quote),
        always: 'shutdown',
      },
      shutdown: { type: 'final' },
    },
  });
}
