import {
  type Codec,
  cobs,
  delimited,
  fixed,
  lengthPrefixed,
  lines,
  ndjson,
  netstrings,
  slip,
} from '../../../machines/framing';
import { bytes, concat, decodeCut } from './decodeCut';

const found = <T, S>(codec: Codec<T, S>, stream: Uint8Array | string) => {
  const { messages, error } = decodeCut(
    codec,
    typeof stream === 'string' ? bytes(stream) : stream,
    [],
  );
  return error === undefined ? messages : [...messages, error.message];
};
const b = (...list: number[]) => Uint8Array.from(list);

describe('lines', () => {
  it('end with LF or CR LF, and the last one with nothing', () => {
    expect(found(lines(), 'a\r\nb\n\nc')).toEqual(['a', 'b', '', 'c']);
  });

  it('that end with LF alone keep their CR', () => {
    expect(found(lines({ ending: 'lf' }), 'a\r\nb\n')).toEqual(['a\r', 'b']);
  });

  it('that end with CR LF take either alone for text, so that no command hides in another', () => {
    expect(found(lines({ ending: 'crlf' }), 'a\nb\rc\r\n.\n\r\n')).toEqual(['a\nb\rc', '.\n']);
  });

  it.each(['any', 'lf', 'crlf'] as const)(
    'may be as long as maxLength and no longer (%s)',
    (ending) => {
      const codec = lines({ ending, maxLength: 4 });
      const end = ending === 'lf' ? '\n' : '\r\n';
      expect(found(codec, `abcd${end}`)).toEqual(['abcd']);
      const long = 'lines: a message is longer than maxLength, 4 bytes; it begins "abcde';
      expect(found(codec, `ok${end}abcde${end}`)).toEqual(['ok', `${long}"`]);
      expect(found(codec, `ok${end}abcdefg`)).toEqual(['ok', `${long}fg"`]);
    },
  );

  it('are refused where they are no UTF-8, and those before them are delivered', () => {
    expect(found(lines(), concat([bytes('a\n'), b(0xff, 0x1b), bytes('\nb\n')]))).toEqual([
      'a',
      'lines: a line is not utf8 text: "\\xff\\x1b"',
    ]);
    expect(found(lines({ encoding: 'latin1' }), b(0xe9, 10))).toEqual(['é']);
  });

  it('may have to be ended, where half a command must not be obeyed', () => {
    expect(found(lines({ unterminated: 'refuse' }), 'DELETE a\nDELETE a')).toEqual([
      'DELETE a',
      'lines: the peer finished in the middle of the line "DELETE a"',
    ]);
  });

  it.each([
    ['a line that holds a line', lines(), 'a\nb', 'the end of a line ("a\\nb")'],
    ['a bare CR, where lines end with CR LF', lines({ ending: 'crlf' }), 'a\rb', 'end of a line'],
    ['one that is too long', lines({ maxLength: 3 }), 'abcd', 'has 4 bytes; maxLength allows 3'],
    ['half a surrogate pair', lines(), '\ud800', 'half a surrogate pair'],
    ['a letter that is not in ISO 8859-1', lines({ encoding: 'latin1' }), '€', 'not in ISO 8859-1'],
  ])('are not said where they would be read as something else: %s', (_what, codec, said, why) => {
    expect(() => codec.encode(said)).toThrow(why);
  });
});

describe('delimited', () => {
  it('finds a delimiter that begins within what looks like one', () => {
    expect(found(delimited('aab'), 'aaabxaab').map((m) => m.toString())).toEqual(['97', '120']);
  });

  it('refuses to say what holds the delimiter, or makes one with it', () => {
    expect(() => delimited('--').encode(bytes('a--b'))).toThrow('holds the delimiter');
    expect(() => delimited('--').encode(bytes('a-'))).toThrow('holds the delimiter');
  });

  it('holds messages to their limit, at it and above', () => {
    const codec = delimited(';', { maxLength: 3 });
    expect(found(codec, 'abc;')).toEqual([bytes('abc')]);
    expect(found(codec, 'abcd;')).toEqual([expect.stringContaining('longer than maxLength, 3')]);
    expect(found(codec, 'abcd')).toEqual([expect.stringContaining('longer than maxLength, 3')]);
  });
});

describe('lengthPrefixed', () => {
  it.each([
    [1, 'big', [3]],
    [2, 'big', [0, 3]],
    [2, 'little', [3, 0]],
    [3, 'big', [0, 0, 3]],
    [4, 'little', [3, 0, 0, 0]],
    [8, 'big', [0, 0, 0, 0, 0, 0, 0, 3]],
    ['varint', 'big', [3]],
  ] as const)('writes a length of %s bytes, %s endian', (size, byteOrder, header) => {
    expect(lengthPrefixed(size, { byteOrder }).encode(b(7, 8, 9))).toEqual(b(...header, 7, 8, 9));
  });

  it('writes a varint as Protocol Buffers does', () => {
    expect([...lengthPrefixed('varint').encode(new Uint8Array(300)).subarray(0, 2)]).toEqual([
      0xac, 0x02,
    ]);
  });

  it('counts its own header where it is told so', () => {
    const codec = lengthPrefixed(2, { includesHeader: true });
    expect(codec.encode(b(7))).toEqual(b(0, 3, 7));
    expect(found(codec, b(0, 3, 7, 0, 2))).toEqual([b(7), b()]);
    expect(found(codec, b(0, 1, 7))).toEqual([
      'lengthPrefixed: a length of 1 is less than its own header, 2 bytes, at "\\x00\\x01\\x07"',
    ]);
  });

  it('gives the whole frame where something stands in front of the length', () => {
    const codec = lengthPrefixed(2, { offset: 1 });
    expect(found(codec, b(9, 0, 2, 7, 8, 5, 0, 0))).toEqual([b(9, 0, 2, 7, 8), b(5, 0, 0)]);
    expect(codec.encode(b(9, 99, 99, 7, 8))).toEqual(b(9, 0, 2, 7, 8));
    expect(() => codec.encode(b(9, 0))).toThrow('its header alone has 3');
  });

  it.each([
    ['4 bytes', lengthPrefixed(4), b(0xff, 0xff, 0xff, 0xff)],
    ['8 bytes', lengthPrefixed(8), b(0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff)],
    ['a varint', lengthPrefixed('varint'), b(0xff, 0xff, 0xff, 0xff, 0x0f)],
    ['a varint without end', lengthPrefixed('varint'), b(0xff, 0xff, 0xff, 0xff, 0xff)],
  ])('refuses a length that lies as soon as it is there: %s', (_what, codec, stream) => {
    const { error } = codec.decode(codec.initial, stream);
    expect(error?.message).toContain('maxLength allows 1048576');
  });

  it('takes messages up to its limit and no longer', () => {
    const codec = lengthPrefixed(1, { maxLength: 2 });
    expect(found(codec, b(2, 7, 8))).toEqual([b(7, 8)]);
    expect(found(codec, b(3))).toEqual([expect.stringContaining('maxLength allows 2')]);
    expect(() => lengthPrefixed(1).encode(new Uint8Array(256))).toThrow('does not fit');
  });

  it('says that the peer finished in the middle of a message', () => {
    expect(found(lengthPrefixed(1), b(3, 7))).toEqual([
      'lengthPrefixed: the peer finished in the middle of a message: 2 of at least 4 bytes had arrived, "\\x03\\x07"',
    ]);
  });

  it.each([
    [() => lengthPrefixed(5 as never), 'size of a length'],
    [() => lengthPrefixed('varint', { offset: 1 }), 'a varint takes neither'],
    [() => lengthPrefixed(2, { byteOrder: 'middle' as never }), "'big' or 'little'"],
    [() => lengthPrefixed(2, { maxLength: 0 }), 'maxLength of lengthPrefixed is 0'],
    [() => lengthPrefixed(2, { offset: -1 }), 'offset of lengthPrefixed is -1'],
    [() => fixed(1.5), 'length of fixed is 1.5'],
    [() => delimited(''), 'the delimiter has 0 bytes'],
    [() => lines({ ending: 'cr' as never }), 'ending of lines is unknown'],
    [() => lines({ encoding: 'utf9' as never }), 'the encoding is unknown'],
    [() => lines({ maxLength: Symbol('many') as never }), 'maxLength of lines is of type symbol'],
  ])('refuses options that mean nothing (%#)', (make, why) => {
    expect(make).toThrow(
      expect.objectContaining({ code: 'XN_BAD_OPTION', message: expect.stringContaining(why) }),
    );
  });
});

describe('netstrings', () => {
  it('are as their inventor wrote them', () => {
    expect(found(netstrings(), '12:hello world!,0:,')).toEqual([bytes('hello world!'), b()]);
  });

  it.each([
    ['012:', 'must not begin with 0'],
    [':', 'decimal digits and a colon'],
    ['x', 'decimal digits and a colon'],
    ['3:abcx', 'does not end with a comma'],
    ['99999999999999999999', 'longer than maxLength'],
  ])('are refused as soon as they are wrong: %s', (stream, why) => {
    expect(found(netstrings(), stream)).toEqual([expect.stringContaining(why)]);
  });
});

describe('ndjson', () => {
  it('skips empty lines and says which line is no JSON', () => {
    expect(found(ndjson(), '{"a":1}\n\n \r\n2\n{"a":\n')).toEqual([
      { a: 1 },
      2,
      'ndjson: a line is no JSON: "{\\"a\\":"',
    ]);
  });

  it('does not say what JSON cannot', () => {
    const circular: { self?: unknown } = {};
    circular.self = circular;
    expect(() => ndjson().encode(circular)).toThrow('cannot be said as JSON');
    expect(() => ndjson().encode(1n)).toThrow('cannot be said as JSON');
  });
});

describe('slip', () => {
  it('is as RFC 1055 has it', () => {
    expect(slip().encode(b(1, 0xc0, 0xdb))).toEqual(b(0xc0, 1, 0xdb, 0xdc, 0xdb, 0xdd, 0xc0));
    expect(found(slip(), b(0xc0, 0xc0, 1, 0xc0, 0xdb, 0xdc, 0xc0))).toEqual([b(1), b(0xc0)]);
  });

  it('refuses an escape that escapes nothing', () => {
    expect(found(slip(), b(0xdb, 1, 0xc0))).toEqual([expect.stringContaining('neither ESC_END')]);
  });
});

describe('cobs', () => {
  // From the paper, and those at the edge of a full block.
  const count = (from: number, to: number) =>
    Array.from({ length: to - from + 1 }, (_, i) => from + i);
  it.each([
    [[], [1, 0]],
    [[0], [1, 1, 0]],
    [
      [0, 0],
      [1, 1, 1, 0],
    ],
    [
      [0x11, 0x22, 0, 0x33],
      [3, 0x11, 0x22, 2, 0x33, 0],
    ],
    [
      [0x11, 0, 0, 0],
      [2, 0x11, 1, 1, 1, 0],
    ],
    [count(1, 254), [0xff, ...count(1, 254), 0]],
    [
      [0, ...count(1, 254)],
      [1, 0xff, ...count(1, 254), 0],
    ],
    [count(1, 255), [0xff, ...count(1, 254), 2, 0xff, 0]],
    [
      [...count(2, 255), 0],
      [0xff, ...count(2, 255), 1, 1, 0],
    ],
    [
      [...count(3, 255), 0, 1],
      [0xfe, ...count(3, 255), 2, 1, 0],
    ],
  ])('stuffs %j', (message, frame) => {
    expect([...cobs().encode(b(...message))]).toEqual(frame);
    expect(found(cobs(), b(...frame))).toEqual([b(...message)]);
  });

  it('refuses a block that is shorter than it says', () => {
    expect(found(cobs(), b(5, 1, 0))).toEqual([expect.stringContaining('shorter than it says')]);
  });
});
