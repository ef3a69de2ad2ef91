import fc from 'fast-check';
import { visible, visibleJson, visibleLines } from '../../../machines/kit/visible';

/** Text with a good share of what terminals obey. */
const hostileText = fc
  .array(
    fc.oneof(
      fc.string({ unit: 'binary', maxLength: 5 }),
      fc.integer({ min: 0, max: 0xffff }).map((code) => String.fromCharCode(code)),
      fc.constantFrom(
        '\x1b[2J',
        '\x07',
        '\r',
        '\n',
        '\x9b31m',
        '\u202e',
        '\u2066',
        '\ud800',
        '\x7f',
      ),
    ),
  )
  .map((parts) => parts.join(''));

const OBEYED = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/u;

describe('text made visible', () => {
  it.each([
    ['\x1b[31mred\x1b[0m', '\\x1b[31mred\\x1b[0m'],
    ['a bell\x07', 'a bell\\x07'],
    ['overwritten\rhidden', 'overwritten\\rhidden'],
    ['two\nlines\tand tabs', 'two\\nlines\\tand tabs'],
    ['C1 \x9b2J', 'C1 \\x9b2J'],
    ['turned \u202etxt.exe', 'turned \\u202etxt.exe'],
    ['isolated \u2066x\u2069', 'isolated \\u2066x\\u2069'],
    ['joined\u200d and marked\ufeff', 'joined\\u200d and marked\\ufeff'],
    ['a tag \u{e0041}', 'a tag \\u{e0041}'],
    ['half a pair \ud83d', 'half a pair \\ud83d'],
  ])('%j', (text, shown) => {
    expect(visible(text)).toBe(shown);
  });

  it('leaves alone what people write, in any script', () => {
    for (const text of ['plain \\ text', 'Grüße', 'שלום', 'ありがとう', '😀', 'e\u0301']) {
      expect(visible(text)).toBe(text);
    }
  });

  it('has nothing left that a terminal obeys, in one line, in several, and in JSON', () => {
    fc.assert(
      fc.property(hostileText, (text) => {
        expect(visible(text)).not.toMatch(OBEYED);
        expect(visibleLines(text).replace(/[\n\t]/g, '')).not.toMatch(OBEYED);
        const json = visibleJson(JSON.stringify({ text }));
        expect(json).not.toMatch(OBEYED);
        expect(JSON.parse(json)).toEqual({ text });
      }),
    );
  });

  it('indents what follows the first line, so that no line of it passes for one of the log', () => {
    expect(visibleLines('Error: x\n12:00:00 #1 opened\n    at here\r')).toBe(
      'Error: x\n  12:00:00 #1 opened\n    at here\\r',
    );
  });
});
