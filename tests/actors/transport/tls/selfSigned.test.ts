import { execFileSync } from 'node:child_process';
import { X509Certificate } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { integer, oid, tagged, time } from '../../../../actors/transport/tls/der';
import { selfSigned } from '../../../../actors/transport/tls/selfSigned';
import { leaveNothingBehind } from '../../../support/afterwards';
import { aFolder } from '../../../support/folder';

leaveNothingBehind();

describe('a certificate for trying out', () => {
  it('is one that OpenSSL verifies, for its names', () => {
    const { cert } = selfSigned('localhost', '127.0.0.1', '::1', '*.example.org');
    const file = join(aFolder(), 'cert.pem');
    writeFileSync(file, cert);
    const said = execFileSync('openssl', [
      'verify',
      '-CAfile',
      file,
      '-purpose',
      'sslserver',
      file,
    ]);
    expect(String(said)).toContain('OK');
    const text = String(execFileSync('openssl', ['x509', '-in', file, '-noout', '-text']));
    expect(text).toContain('CA:FALSE');
    expect(text).toContain('Digital Signature');
    expect(text).toContain('TLS Web Server Authentication');
    const read = new X509Certificate(cert);
    expect(read.checkHost('localhost')).toBe('localhost');
    expect(read.checkHost('www.example.org')).toBe('*.example.org');
    expect(read.checkIP('127.0.0.1')).toBe('127.0.0.1');
    expect(read.checkIP('::1')).toBe('::1');
  });

  it('is another one each time, and valid now', () => {
    const [one, other] = [selfSigned('a'), selfSigned('a')].map(
      ({ cert }) => new X509Certificate(cert),
    );
    expect(one?.serialNumber).not.toBe(other?.serialNumber);
    expect(Date.parse(one?.validFrom ?? '')).toBeLessThan(Date.now());
    expect(Date.parse(one?.validTo ?? '')).toBeGreaterThan(Date.now());
  });

  it.each([[[]], [['']], [['a b']], [[7]]])('is not made for %j', (names) => {
    expect(() => selfSigned(...(names as unknown as [string]))).toThrow(
      expect.objectContaining({ code: 'XN_BAD_OPTION' }),
    );
  });
});

describe('the words of DER', () => {
  it.each([
    ['2.5.4.3', '0603550403'],
    ['1.2.840.10045.4.3.2', '06082a8648ce3d040302'],
    ['1.3.6.1.5.5.7.3.1', '06082b06010505070301'],
  ])('have the identifier %s', (dotted, hex) => {
    expect(oid(dotted).toString('hex')).toBe(hex);
  });

  it('say how long a value is, however long', () => {
    expect(tagged(4, Buffer.alloc(127)).subarray(0, 2).toString('hex')).toBe('047f');
    expect(tagged(4, Buffer.alloc(128)).subarray(0, 3).toString('hex')).toBe('048180');
    expect(tagged(4, Buffer.alloc(70_000)).subarray(0, 5).toString('hex')).toBe('0483011170');
    fc.assert(
      fc.property(fc.nat(5_000), (bytes) => {
        const whole = tagged(4, Buffer.alloc(bytes));
        const digits = whole[1] as number;
        const header = digits < 0x80 ? 2 : 2 + (digits & 0x7f);
        const said =
          digits < 0x80 ? digits : Number.parseInt(whole.subarray(2, header).toString('hex'), 16);
        expect([said, whole.length - header]).toEqual([bytes, bytes]);
      }),
    );
  });

  it('have numbers that are not negative', () => {
    expect(integer(Buffer.of(0x7f)).toString('hex')).toBe('02017f');
    expect(integer(Buffer.of(0x80)).toString('hex')).toBe('02020080');
  });

  it('have times in two digits of the year until 2049, and then in four', () => {
    expect(time(new Date(Date.UTC(2049, 11, 31, 23, 59, 58))).toString('latin1')).toBe(
      '\x17\x0d491231235958Z',
    );
    expect(time(new Date(Date.UTC(2050, 0, 1))).toString('latin1')).toBe('\x18\x0f20500101000000Z');
  });
});
