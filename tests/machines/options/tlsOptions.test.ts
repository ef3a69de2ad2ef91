import { checkServerOptions } from '../../../machines/options/checkOptions';
import { problemWithTls } from '../../../machines/options/tlsOptions';

const PAIR = { key: 'key.pem', cert: 'cert.pem' };

describe('the option tls', () => {
  it.each([
    ['a key and a certificate', PAIR],
    ['bytes', { key: new Uint8Array(1), cert: new Uint8Array(1) }],
    ['a passphrase', { ...PAIR, passphrase: '' }],
    ['names', { sni: { 'www.example.org': PAIR, '*.example.org': PAIR } }],
    ['a function of names', { sni: () => undefined }],
    [
      'what clients must have',
      { ...PAIR, requestCert: true, ca: ['a.pem'], rejectUnauthorized: false },
    ],
    [
      'protocols and versions',
      { ...PAIR, alpn: ['h2'], minVersion: 'TLSv1', maxVersion: 'TLSv1.2' },
    ],
    ['sessions', { ...PAIR, sessionTickets: false, sessionCache: 5, sessionTimeout: 0 }],
    ['what is undefined', { ...PAIR, ca: undefined, alpn: undefined }],
  ])('takes %s', (_, tls) => {
    expect(problemWithTls(tls)).toBeUndefined();
  });

  it.each([
    [true, 'is true; give it an object with key and cert'],
    [null, 'is null; give it an object with key and cert'],
    [[PAIR], 'give it an object'],
    [{}, 'has no certificate; give it key and cert, or sni'],
    [{ sni: {} }, 'has no certificate'],
    [{ key: 'a' }, 'has key without cert; give both'],
    [{ cert: 'a' }, 'has cert without key; give both'],
    [{ ...PAIR, kye: 'a' }, 'has kye, which is no option of it; the options are key, cert'],
    [{ key: 7, cert: 'a' }, 'has a key that is wrong: give it PEM text'],
    [{ key: '', cert: 'a' }, 'has a key that is wrong: give it PEM text'],
    [{ sni: () => undefined, passphrase: 'x' }, 'has passphrase without key'],
    [{ ...PAIR, ca: 'a' }, 'give requestCert: true, or leave it out'],
    [{ ...PAIR, ca: [], requestCert: true }, 'has a ca that is wrong'],
    [{ ...PAIR, rejectUnauthorized: true }, 'says something with requestCert: true alone'],
    [{ ...PAIR, requestCert: 1 }, 'has a requestCert that is wrong: give it true or false'],
    [{ ...PAIR, alpn: 'h2' }, 'has a alpn that is wrong: give it a list of names'],
    [{ ...PAIR, alpn: [] }, 'give it a list of names'],
    [{ ...PAIR, alpn: ['x'.repeat(256)] }, 'names of 1 to 255 bytes'],
    [{ ...PAIR, minVersion: 'TLSv1.4' }, 'give it one of TLSv1, TLSv1.1, TLSv1.2, TLSv1.3'],
    [
      { ...PAIR, minVersion: 'TLSv1.3', maxVersion: 'TLSv1.2' },
      'minVersion TLSv1.3 above maxVersion TLSv1.2',
    ],
    [{ ...PAIR, maxVersion: 'TLSv1.1' }, 'minVersion TLSv1.2 above maxVersion TLSv1.1'],
    [{ ...PAIR, sessionCache: -1 }, 'has a sessionCache that is wrong: give it an integer from 0'],
    [{ ...PAIR, sessionTimeout: 1.5 }, 'give it an integer from 0'],
    [{ ...PAIR, ciphers: '' }, 'has a ciphers that is wrong: give it a text'],
    [{ ...PAIR, sni: 'a' }, 'certificates by name, or a function'],
    [{ ...PAIR, sni: { 'a b': PAIR } }, '"a b" is no name'],
    [{ ...PAIR, sni: { 'a.*.b': PAIR } }, '"a.*.b" is no name'],
    [{ ...PAIR, sni: { a: { key: 'k' } } }, 'a: give it an object with key and cert'],
    [{ ...PAIR, sni: { a: { ...PAIR, ca: 'x' } } }, 'a: give it an object with key and cert'],
  ])('refuses %j', (tls, problem) => {
    expect(problemWithTls(tls)).toContain(problem);
    const error = checkServerOptions({ tls } as never);
    expect(error).toMatchObject({ code: 'XN_BAD_OPTION' });
    expect(error?.message).toMatch(/^tls /);
  });

  it('never shows what is in it', () => {
    const key = '-----BEGIN PRIVATE KEY-----\nsecret\n-----END PRIVATE KEY-----';
    expect(checkServerOptions({ tls: { key } })?.message).not.toContain('secret');
    expect(checkServerOptions({ tls: { key, cert: 7 as never } })?.message).not.toContain('secret');
  });
});
