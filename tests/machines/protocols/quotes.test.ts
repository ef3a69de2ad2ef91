import fc from 'fast-check';
import { DEFAULT_QUOTES } from '../../../machines/protocols/defaultQuotes';
import { formatQuotes, parseQuotes, QUOTE_LIMIT } from '../../../machines/protocols/quotes';

const failure = (run: () => unknown): unknown => {
  try {
    return run();
  } catch (error) {
    return `${(error as { code: string }).code}: ${(error as Error).message}`;
  }
};

describe('parseQuotes', () => {
  it('separates quotes at lines with a % and nothing else', () => {
    expect(parseQuotes('One.\n%\nTwo,\nin two lines.\n%\n100 % of three\n')).toEqual([
      'One.',
      'Two,\nin two lines.',
      '100 % of three',
    ]);
  });

  it('takes files of any system: byte order mark, CRLF, no last line end', () => {
    expect(parseQuotes('\ufeffOne.\r\n%\r\nTwo.')).toEqual(['One.', 'Two.']);
  });

  it('finds no quotes between two separators, nor before the first or behind the last', () => {
    expect(parseQuotes('%\n\n%\nOne.\n%\n%\n')).toEqual(['One.']);
  });

  it('keeps the indentation of a quote', () => {
    expect(parseQuotes('\nOne.\n    -- Somebody\n\n%')).toEqual(['One.\n    -- Somebody']);
  });

  it.each(['', '\n\n', '%\n%\n'])('refuses a file without quotes: %j', (text) => {
    expect(failure(() => parseQuotes(text))).toBe(
      'XN_BAD_QUOTES: there are no quotes; write some, separated by lines with a % and nothing else',
    );
  });

  it('refuses a quote that is too long, and says where it is', () => {
    expect(failure(() => parseQuotes(`One.\n%\n\n${'x'.repeat(510)}\n`))).toBe(
      'XN_BAD_QUOTES: quote 2 (line 4) has 512 characters with its line ends; shorten it to less than 512 (RFC 865)',
    );
    expect(parseQuotes('x'.repeat(509))).toHaveLength(1);
  });

  it.each([
    ['caf\u00e9', '"\u00e9" (U+00E9)'],
    ['\u{1f600}', '"\u{1f600}" (U+1F600)'],
    ['bell\u0007', 'U+0007'],
  ])('refuses %j, which is not printing ASCII, and says why', (text, character) => {
    expect(failure(() => parseQuotes(text))).toBe(
      `XN_BAD_QUOTES: quote 1 (line 1) has the character ${character}; use printing ASCII characters, spaces and line ends only (RFC 865)`,
    );
  });

  it('reads back any quotes that are allowed', () => {
    const line = fc.string({ unit: 'grapheme-ascii', minLength: 1, maxLength: 70 });
    const quote = fc
      .array(line, { minLength: 1, maxLength: 5 })
      .map((lines) => lines.join('\n').trim())
      .filter((text) => text !== '' && !text.split('\n').includes('%'));
    fc.assert(
      fc.property(fc.array(quote, { minLength: 1 }), (quotes) => {
        expect(parseQuotes(quotes.join('\n%\n'))).toEqual(quotes);
      }),
    );
  });
});

describe('formatQuotes', () => {
  it('ends each line by CRLF and expands tabs', () => {
    expect(formatQuotes(['One.\n\t-- Some\tbody\n\n'])).toEqual([
      'One.\r\n        -- Some body\r\n',
    ]);
  });

  it('refuses an empty list and an empty quote', () => {
    expect(failure(() => formatQuotes([]))).toBe(
      'XN_BAD_QUOTES: there are no quotes; give at least one',
    );
    expect(failure(() => formatQuotes(['One.', ' \n']))).toBe(
      'XN_BAD_QUOTES: quote 2 is empty; give it some text',
    );
  });

  it('allows the default quotes', () => {
    const formatted = formatQuotes(DEFAULT_QUOTES);
    expect(formatted.every((quote) => quote.length < QUOTE_LIMIT)).toBe(true);
    expect(new Set(formatted).size).toBe(formatted.length);
  });
});
