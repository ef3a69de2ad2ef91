import { XstateNetError } from '../kit/errors';

/** A quote must be shorter than this, RFC 865; its line ends count. */
export const QUOTE_LIMIT = 512;

const TAB_STOP = 8;

/** What RFC 865 limits quotes to: the ASCII printing characters, space, carriage return, line feed. */
const NOT_ALLOWED = /[^\x20-\x7e\r\n]/u;

const badQuotes = (message: string) => new XstateNetError('XN_BAD_QUOTES', message);

const described = (character: string): string => {
  const number = (character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0');
  return /[\p{L}\p{P}\p{S}]/u.test(character) ? `"${character}" (U+${number})` : `U+${number}`;
};

function expandTabs(line: string): string {
  let expanded = '';
  for (const character of line) {
    expanded +=
      character === '\t' ? ' '.repeat(TAB_STOP - (expanded.length % TAB_STOP)) : character;
  }
  return expanded;
}

/** Where a quote comes from, for people: `quote 3`, or `quote 3 (line 17)` of a file. */
const place = (number: number, line?: number): string =>
  line === undefined ? `quote ${number}` : `quote ${number} (line ${line})`;

/** A quote as it is sent: its lines, tabs expanded, each ended by CRLF. Throws what RFC 865 forbids. */
function formatQuote(quote: string, where: string): string {
  const lines = quote.replace(/\s+$/, '').split(/\r?\n/).map(expandTabs);
  const formatted = `${lines.join('\r\n')}\r\n`;
  const odd = NOT_ALLOWED.exec(formatted)?.[0];
  if (odd !== undefined) {
    throw badQuotes(
      `${where} has the character ${described(odd)}; use printing ASCII characters, spaces and line ends only (RFC 865)`,
    );
  }
  if (formatted.length >= QUOTE_LIMIT) {
    throw badQuotes(
      `${where} has ${formatted.length} characters with its line ends; shorten it to less than ${QUOTE_LIMIT} (RFC 865)`,
    );
  }
  return formatted;
}

/** Quotes as they are sent. Throws `XN_BAD_QUOTES`, naming the quote, for what RFC 865 forbids. */
export function formatQuotes(quotes: readonly string[]): readonly string[] {
  if (quotes.length === 0) throw badQuotes('there are no quotes; give at least one');
  return quotes.map((quote, index) => {
    if (typeof quote !== 'string' || quote.trim() === '') {
      throw badQuotes(`${place(index + 1)} is empty; give it some text`);
    }
    return formatQuote(quote, place(index + 1));
  });
}

/**
 * The quotes in the text of a quotes file, in the format of fortune(6): separated by lines with a `%`
 * and nothing else. Nothing between two separators is no quote. Throws `XN_BAD_QUOTES`, naming quote
 * and line, if there are none or if one of them is too long or not ASCII.
 */
export function parseQuotes(text: string): readonly string[] {
  const quotes: string[] = [];
  let lines: string[] = [];
  let firstLine = 1;
  const endQuote = (): void => {
    const quote = lines.join('\n').replace(/\s+$/, '');
    if (quote !== '') {
      formatQuote(quote, place(quotes.length + 1, firstLine));
      quotes.push(quote);
    }
    lines = [];
  };
  for (const [index, line] of text
    .replace(/^\ufeff/, '')
    .split(/\r?\n/)
    .entries()) {
    if (line === '%') {
      endQuote();
    } else if (lines.length > 0 || line.trim() !== '') {
      if (lines.length === 0) firstLine = index + 1;
      lines.push(line);
    }
  }
  endQuote();
  if (quotes.length === 0) {
    throw badQuotes(
      'there are no quotes; write some, separated by lines with a % and nothing else',
    );
  }
  return quotes;
}
