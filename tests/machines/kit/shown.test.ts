import { runInNewContext } from 'node:vm';
import fc from 'fast-check';
import { inOneLine, reasonOf, shown, stackInLines } from '../../../machines/kit/shown';

const fail = (): never => {
  throw new Error('no');
};

const revoked = () => {
  const { proxy, revoke } = Proxy.revocable({}, {});
  revoke();
  return proxy;
};

const circular: Record<string, unknown> = { name: 'me' };
circular.self = circular;

/** What cannot be put into a template, or is not fit to be seen. */
const AWKWARD: readonly (readonly [string, unknown])[] = [
  ['an object without a prototype', Object.create(null)],
  ['an object whose toString throws', { toString: fail }],
  ['an object whose toString gives no text', { toString: () => ({}) }],
  ['an object whose toString is a symbol', { toString: Symbol('s') }],
  [
    'an object with a getter that throws',
    Object.defineProperty({}, 'a', { enumerable: true, get: fail }),
  ],
  ['an error whose message is a symbol', Object.assign(new Error('x'), { message: Symbol('m') })],
  [
    'an error whose message throws',
    Object.defineProperty(new Error('x'), 'message', { get: fail }),
  ],
  ['an error whose name throws', Object.defineProperty(new Error(''), 'name', { get: fail })],
  ['an error whose stack throws', Object.defineProperty(new Error('x'), 'stack', { get: fail })],
  ['an error whose stack is a symbol', Object.assign(new Error('x'), { stack: Symbol('s') })],
  ['a revoked proxy', revoked()],
  ['a proxy whose every trap throws', new Proxy({}, new Proxy({}, { get: () => fail }))],
  ['a function whose name throws', Object.defineProperty(() => {}, 'name', { get: fail })],
  ['a function whose name is an object', Object.defineProperty(() => {}, 'name', { value: {} })],
  ['an object whose constructor is odd', { constructor: { name: Symbol('c') } }],
  ['a circular object', circular],
  ['a symbol', Symbol('s')],
  ['a bigint', 5n],
  ['a list in a list', [[1], { a: [] }, revoked()]],
  ['a list whose every entry is odd', new Proxy([1, 2], { get: fail })],
  ['many bytes', new Uint8Array(5_000_000)],
  ['a long text', 'x'.repeat(1_000_000)],
  ['text for a terminal', '\u001b[2J\u0007\r\u009b31mred\u202e'],
  ['half of a character', `${'x'.repeat(299)}\u{1f600}`],
  ['nothing', undefined],
  ['null', null],
];

const isFitToBeSeen = (text: string, most = 700) => {
  expect(typeof text).toBe('string');
  expect(text.length).toBeLessThan(most);
  expect(text).not.toMatch(/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u);
};

describe('what cannot be shown', () => {
  it.each(AWKWARD)('%s is shown all the same, in one short line', (_, value) => {
    isFitToBeSeen(shown(value));
    isFitToBeSeen(reasonOf(value));
    isFitToBeSeen(shown({ inside: value }));
    isFitToBeSeen(shown([value]));
    expect(typeof stackInLines(value)).toBe('string');
  });

  it('is nothing that anybody can think of', () => {
    const anything = fc.anything({
      withBigInt: true,
      withNullPrototype: true,
      withObjectString: true,
      withSparseArray: true,
      withTypedArray: true,
      withDate: true,
      withMap: true,
      withSet: true,
    });
    fc.assert(
      fc.property(fc.oneof(anything, fc.string({ unit: 'binary' })), (value) => {
        // Each of at most five entries is at most that long.
        isFitToBeSeen(shown(value), 8_000);
        isFitToBeSeen(reasonOf(value), 8_000);
      }),
    );
  });
});

describe('what can be shown', () => {
  it.each([
    ['text', '"text"', 'text'],
    [5, '5', '5'],
    [undefined, 'undefined', 'undefined'],
    [null, 'null', 'null'],
    [12n, '12n', '12n'],
    [Symbol('s'), 'Symbol(s)', 'Symbol(s)'],
    [
      { code: 5, reason: 'why', inside: {} },
      '{ code: 5, reason: "why", inside: (Object) }',
      undefined,
    ],
    [[1, 'a', null], '[1, "a", null]', undefined],
    [[1, 2, 3, 4, 5, 6], '[1, 2, 3, 4, 5, ...]', undefined],
    [{}, '{}', undefined],
    [new Map(), '(Map)', undefined],
    [new Uint8Array(3), '(Uint8Array) of 3 bytes', undefined],
    [function named() {}, '(function named)', undefined],
    [new Error('what happened'), 'what happened', 'what happened'],
    [new TypeError(), 'TypeError', 'TypeError'],
    [new Error('two\n  lines'), 'two lines', 'two lines'],
    [{ toString: () => 'what it says of itself' }, 'what it says of itself', undefined],
    [runInNewContext('new Error("from elsewhere")'), 'from elsewhere', 'from elsewhere'],
  ])('%p is shown as people would write it', (value, expected, reason = expected) => {
    expect(shown(value)).toBe(expected);
    expect(reasonOf(value)).toBe(reason);
  });

  it('has lines where it is a stack, and nothing else that a terminal would obey', () => {
    const error = new Error('bad \u001b[2J');
    expect(stackInLines(error)).toMatch(/^Error: bad \\x1b\[2J\n {4}at /);
  });

  it('is cut where it is too long, and says so', () => {
    expect(inOneLine('x'.repeat(20), 10)).toBe('xxxxxxxxxx...');
  });
});
