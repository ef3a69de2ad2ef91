import fc from 'fast-check';
import { toTerminal, toWire } from '../../../cli/connect/lineEnds';

/** The same bytes in pieces. */
const cut = (bytes: Buffer, places: readonly number[]): Buffer[] => {
  const at = [...new Set(places.map((place) => place % (bytes.length + 1)))].sort((a, b) => a - b);
  return [0, ...at].map((from, index) => bytes.subarray(from, at[index] ?? bytes.length));
};

describe('lines on their way to the wire', () => {
  it.each([
    ['a\nb\n', 'a\r\nb\r\n'],
    ['a\r\nb', 'a\r\nb'],
    ['\n\n', '\r\n\r\n'],
    ['', ''],
  ])('end with CR LF: %j as %j', (typed, sent) => {
    expect(Buffer.from(toWire()(Buffer.from(typed))).toString()).toBe(sent);
  });

  it('are the same however they are cut', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: fc.constantFrom('a', '\r', '\n') }),
        fc.array(fc.nat()),
        (text, places) => {
          const send = toWire();
          const sent = Buffer.concat(cut(Buffer.from(text), places).map((piece) => send(piece)));
          expect(sent).toEqual(Buffer.from(toWire()(Buffer.from(text))));
        },
      ),
    );
  });
});

describe('lines on their way to a terminal', () => {
  it.each([
    ['220 hello\r\n', '220 hello\n'],
    ['a\nb', 'a\nb'],
    ['\x1b[2Jx\r\n', '\\x1b[2Jx\n'],
    ['tab\there\n', 'tab\there\n'],
    ['over\rwrite\n', 'over\\rwrite\n'],
    ['grüße\n', 'grüße\n'],
  ])('end with LF, and do nothing to it: %j as %j', (said, printed) => {
    expect(toTerminal()(Buffer.from(said))).toBe(printed);
  });

  it('are the same however they are cut', () => {
    const unit = fc.constantFrom('a', 'ü', '\r', '\n', '\x1b');
    fc.assert(
      fc.property(fc.string({ unit }), fc.array(fc.nat()), (text, places) => {
        const bytes = Buffer.from(`${text}.`);
        const print = toTerminal();
        const printed = cut(bytes, places).map((piece) => print(piece));
        expect(printed.join('')).toBe(toTerminal()(bytes));
      }),
    );
  });
});
