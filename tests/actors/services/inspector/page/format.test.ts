import {
  bytes,
  count,
  preview,
  span,
} from '../../../../../actors/services/inspector/page/kit/format';

it.each([
  [0, '0 B'],
  [1023, '1023 B'],
  [1024, '1.0 KiB'],
  [1_048_575, '1.0 MiB'],
  [16 * 1024 * 1024, '16.0 MiB'],
  [2 ** 52, '4096.0 TiB'],
])('%d bytes are %s', (value, text) => expect(bytes(value)).toBe(text));

it.each([
  [-5, '0 ms'],
  [999, '999 ms'],
  [1000, '1.0 s'],
  [65_000, '1 min 5 s'],
  [3_600_000, '1 h 0 min'],
  [90_000_000, '1 d 1 h'],
])('%d milliseconds are %s', (value, text) => expect(span(value)).toBe(text));

it('groups the digits of a count', () => expect(count(1_234_567.4)).toBe('1,234,567'));

it('shows text in quotes, and anything else in hexadecimal', () => {
  const hex = (text: string) => Buffer.from(text).toString('hex');
  expect(preview(hex('a"b\r\n\t'), 6)).toBe('"a"b\\r\\n\\t"');
  expect(preview(hex('abc'), 300)).toBe('"abc"…');
  expect(preview('00ff', 2)).toBe('00 ff');
  expect(preview('00ff', 3)).toBe('00 ff…');
  expect(preview('', 0)).toBe('');
});
