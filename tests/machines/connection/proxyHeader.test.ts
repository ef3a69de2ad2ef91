import fc from 'fast-check';
import { crc32c } from '../../../machines/connection/crc32c';
import { parseProxyHeader } from '../../../machines/connection/parseProxyHeader';
import { proxyHeader } from '../../../machines/connection/proxyHeader';
import type { ProxyHeaderInput } from '../../../machines/connection/proxyMessage';
import { parseAddress } from '../../../machines/kit/addresses';

const bytesOf = (text: string) => new TextEncoder().encode(text);

const port = fc.nat({ max: 65_535 });
const end = (address: fc.Arbitrary<string>) => fc.record({ address, port });
const between = (family: 'IPv4' | 'IPv6', address: fc.Arbitrary<string>) =>
  fc.record({ family: fc.constant(family), source: end(address), destination: end(address) });
const v6 = fc.ipV6();
const tlvs = fc.array(
  fc.record({
    // Three is a checksum, which has to be right.
    type: fc.nat({ max: 255 }).filter((type) => type !== 3),
    value: fc.uint8Array({ maxLength: 20 }),
  }),
  { maxLength: 4 },
);
const path = fc.stringMatching(/^[a-z/]{1,108}$/);

const ofVersion1: fc.Arbitrary<ProxyHeaderInput> = fc
  .oneof(
    between('IPv4', fc.ipV4()),
    between('IPv6', v6),
    fc.constant({ family: 'unknown' as const }),
  )
  .map((header) => ({ ...header, version: 1 as const }));
const ofVersion2: fc.Arbitrary<ProxyHeaderInput> = fc.oneof(
  fc
    .tuple(
      fc.oneof(
        between('IPv4', fc.ipV4()),
        between('IPv6', v6),
        fc.record({ family: fc.constant('unix' as const), source: path, destination: path }),
      ),
      tlvs,
    )
    .map(([header, also]) => ({ ...header, tlvs: also })),
  fc.constantFrom({ family: 'local' as const }, { family: 'unknown' as const }),
);

/** The same header with addresses that do not depend on how they are written. */
function plain(header: ProxyHeaderInput): unknown {
  const written = (at: unknown) =>
    typeof at === 'string'
      ? at
      : [parseAddress((at as { address: string }).address), (at as { port: number }).port];
  const { family, version = 2, tlvs: also = [] } = header;
  const ends = 'source' in header ? [header.source, header.destination].map(written) : [];
  return { family, version, ends, tlvs: also.map(({ type, value }) => [type, [...value]]) };
}

describe('a header of the PROXY protocol', () => {
  it.each([
    ['PROXY TCP4 255.255.255.255 255.255.255.255 65535 65535\r\n', 'IPv4'],
    ['PROXY TCP4 192.168.0.1 192.168.0.11 56324 443\r\n', 'IPv4'],
    [
      'PROXY TCP6 ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff 65535 65535\r\n',
      'IPv6',
    ],
    ['PROXY UNKNOWN\r\n', 'unknown'],
    [
      'PROXY UNKNOWN ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff 65535 65535\r\n',
      'unknown',
    ],
  ])('is read as the specification has it: %j', (line, family) => {
    const parsed = parseProxyHeader(bytesOf(`${line}GET / HTTP/1.1\r\n`));
    expect(parsed).toMatchObject({ is: 'header', length: line.length, message: { family } });
  });

  it('of version 2 is read as HAProxy and Amazon write it, TLVs and all', () => {
    const hex =
      '0d0a0d0a000d0a515549540a21110054c0000207c6336401c73801bb' +
      '03000451f2ad2e' +
      'ea001701767063652d303863636239393234306437396137646233';
    const bytes = Uint8Array.from(Buffer.from(hex, 'hex'));
    bytes[15] = bytes.length - 16;
    expect(parseProxyHeader(bytes)).toMatchObject({ is: 'wrong' });
    const cut = bytes.slice();
    const value = bytes.length - (16 + 12 + 7) - 3;
    cut[16 + 12 + 7 + 2] = value;
    expect(parseProxyHeader(cut)).toEqual({
      is: 'wrong',
      reason: 'its checksum is not that of its bytes',
    });
    cut.fill(0, 31, 35);
    new DataView(cut.buffer).setUint32(31, crc32c(cut));
    expect(parseProxyHeader(cut)).toMatchObject({
      is: 'header',
      length: bytes.length,
      message: {
        family: 'IPv4',
        source: { address: '192.0.2.7', port: 51_000 },
        destination: { address: '198.51.100.1', port: 443 },
        tlvs: [{ type: 3 }, { type: 0xea }],
      },
    });
  });

  it('has the checksum of RFC 3720', () => {
    expect(crc32c(bytesOf('123456789'))).toBe(0xe3069283);
    expect(crc32c(new Uint8Array(32))).toBe(0x8a9136aa);
  });

  it('comes out as it went in, wherever it is cut, and leaves alone what follows', () => {
    fc.assert(
      fc.property(
        fc.oneof(ofVersion1, ofVersion2),
        fc.uint8Array({ maxLength: 9 }),
        (header, rest) => {
          const bytes = proxyHeader(header);
          const stream = Uint8Array.from([...bytes, ...rest]);
          for (let cut = 0; cut < bytes.length; cut += 1) {
            expect(parseProxyHeader(stream.subarray(0, cut))).toEqual({ is: 'more' });
          }
          const parsed = parseProxyHeader(stream);
          if (parsed.is !== 'header') throw new Error(JSON.stringify(parsed));
          expect(parsed.length).toBe(bytes.length);
          expect(plain(parsed.message)).toEqual(plain(header));
        },
      ),
      { numRuns: 150 },
    );
  });

  it('that is wrong stays wrong, whatever follows, and throws nothing', () => {
    const start = fc.constantFrom('', 'PROXY ', 'PROXY TCP4 ', '\r\n\r\n\0\r\nQUIT\n');
    fc.assert(
      fc.property(start, fc.uint8Array({ maxLength: 140 }), (begin, noise) => {
        const bytes = Uint8Array.from([...bytesOf(begin), ...noise]);
        const verdicts = Array.from(
          { length: bytes.length + 1 },
          (_, length) => parseProxyHeader(bytes.subarray(0, length)).is,
        );
        const settled = verdicts.findIndex((verdict) => verdict !== 'more');
        if (settled < 0) return;
        expect(new Set(verdicts.slice(settled))).toEqual(new Set([verdicts[settled]]));
      }),
      { numRuns: 300 },
    );
  });

  it.each([
    'GET / HTTP/1.1\r\n',
    'PROXY TCP4 1.2.3.4 5.6.7.8 1\r\n',
    'PROXY TCP4 1.2.3.4 5.6.7.8 01 2\r\n',
    'PROXY TCP4 1.2.3.4 5.6.7.8 1 65536\r\n',
    'PROXY TCP4 ::1 ::1 1 2\r\n',
    'PROXY TCP6 1.2.3.4 5.6.7.8 1 2\r\n',
    'PROXY TCP4 1.2.3.4 5.6.7.8 1 2 3\r\n',
    'PROXY TCP4 01.2.3.4 5.6.7.8 1 2\r\n',
    'PROXY  TCP4 1.2.3.4 5.6.7.8 1 2\r\n',
    'PROXY UDP4 1.2.3.4 5.6.7.8 1 2\r\n',
    'PROXY UNKNOWN\n',
    'PROXY UNKNOWN\rX',
    `PROXY UNKNOWN ${'x'.repeat(100)}`,
    'proxy UNKNOWN\r\n',
  ])('is strict: %j is none', (line) => {
    expect(parseProxyHeader(bytesOf(line))).toMatchObject({ is: 'wrong' });
  });

  it('of version 2 is bounded, and of streams', () => {
    const header = proxyHeader({ family: 'local' });
    const changed = (at: number, value: number) => {
      const bytes = header.slice();
      bytes[at] = value;
      return parseProxyHeader(bytes);
    };
    expect(changed(12, 0x11)).toMatchObject({ is: 'wrong', reason: 'its version is not 2' });
    expect(changed(12, 0x22)).toMatchObject({ is: 'wrong' });
    expect(changed(13, 0x40)).toMatchObject({ is: 'wrong' });
    expect(changed(13, 0x12)).toMatchObject({ is: 'wrong', reason: 'it is about datagrams' });
    expect(changed(14, 0xff)).toMatchObject({
      is: 'wrong',
      reason: 'it is longer than 4096 bytes',
    });
  });
});

describe('proxyHeader', () => {
  const source = { address: '192.0.2.7', port: 1 };
  it.each([
    [{ family: 'IPv5' }, 'the family "IPv5"'],
    [{ family: 'IPv6', source, destination: source }, 'which is none of IPv6'],
    [{ family: 'IPv4', source, destination: { ...source, port: 65_536 } }, 'the port 65536'],
    [{ family: 'IPv4', source, destination: source, tlvs: [{ type: 256, value: [] }] }, 'type 256'],
    [{ family: 'local', version: 1 }, 'leave version out'],
    [{ family: 'unix', source: 'x'.repeat(109), destination: '/b' }, '108 bytes'],
    [{ family: 'unknown', tlvs: [{ type: 1, value: new Uint8Array(1) }] }, 'leave them out'],
  ])('refuses %j', (input, told) => {
    expect(() => proxyHeader(input as never)).toThrow(
      expect.objectContaining({ code: 'XN_BAD_OPTION', message: expect.stringContaining(told) }),
    );
  });
});
