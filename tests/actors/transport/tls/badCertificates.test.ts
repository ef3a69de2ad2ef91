import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createActor } from 'xstate';
import { serverCore } from '../../../../actors/server/serverCore';
import type { TlsOptions } from '../../../../machines/options/tlsOptions';
import { echo } from '../../../../machines/protocols/echo';
import type { ServerCoreMessage } from '../../../../machines/server/serverCoreMessages';
import { afterwards, leaveNothingBehind } from '../../../support/afterwards';
import { expired, selfSigned } from '../../../support/certificate';
import { aFolder } from '../../../support/folder';
import { Heard } from '../../../support/heard';

leaveNothingBehind();

/** What becomes of a server with these keys and certificates. */
async function started(tls: TlsOptions) {
  const server = createActor(serverCore, {
    input: { host: '127.0.0.1', port: 0, protocol: echo, tls },
  });
  const said = new Heard<ServerCoreMessage>(server);
  afterwards(() => {
    server.stop();
  });
  server.start();
  const { error } = await said.one('shutdown');
  return { types: said.types, code: error?.code, message: error?.message ?? '' };
}

const pair = (...args: Parameters<typeof selfSigned>) => {
  const { key, cert } = selfSigned(...args);
  return { key, cert };
};

const missing = '/nowhere/at/all.pem';

describe('before anything listens', () => {
  const cases: readonly (readonly [string, () => TlsOptions, string, RegExp])[] = [
    [
      'a key that does not match',
      () => ({ key: pair('a').key, cert: pair('b').cert }),
      'XN_BAD_KEY',
      /tls\.key does not match tls\.cert/,
    ],
    [
      'a certificate in place of the key',
      () => ({ key: pair('a').cert, cert: pair('a').cert }),
      'XN_BAD_KEY',
      /tls\.key is no private key that can be read .*not the certificate/,
    ],
    [
      'a key in place of the certificate',
      () => ({ key: pair('a').key, cert: pair('a').key }),
      'XN_BAD_CERTIFICATE',
      /tls\.cert is no certificate that can be read .*not the key/,
    ],
    [
      'an expired certificate',
      () => {
        const { key, cert } = expired('a');
        return { key, cert };
      },
      'XN_BAD_CERTIFICATE',
      /tls\.cert has expired on .*; have it renewed/,
    ],
    [
      'a key without its passphrase',
      () => pair('a', { passphrase: 'secret' }),
      'XN_BAD_KEY',
      /tls\.key is encrypted; give its passphrase/,
    ],
    [
      'a wrong passphrase',
      () => ({ ...pair('a', { passphrase: 'secret' }), passphrase: 'guess' }),
      'XN_BAD_KEY',
      /tls\.key cannot be opened with that passphrase .*; check passphrase/,
    ],
    [
      'a key that is not there',
      () => ({ ...pair('a'), key: missing }),
      'XN_BAD_KEY',
      /tls\.key \/nowhere\/at\/all\.pem cannot be read \(ENOENT/,
    ],
    [
      'a certificate that is not there',
      () => ({ ...pair('a'), cert: missing }),
      'XN_BAD_CERTIFICATE',
      /tls\.cert \/nowhere\/at\/all\.pem cannot be read/,
    ],
    [
      'a file that is no PEM',
      () => {
        const file = join(aFolder(), 'cert.der');
        writeFileSync(file, 'no PEM');
        return { ...pair('a'), cert: file };
      },
      'XN_BAD_CERTIFICATE',
      /tls\.cert .*cert\.der is no PEM text/,
    ],
    [
      'bytes that are no PEM',
      () => ({ ...pair('a'), key: Buffer.from('secret bytes') }),
      'XN_BAD_KEY',
      /^tls\.key is no PEM text/,
    ],
    [
      'a ca that is none',
      () => ({ ...pair('a'), requestCert: true, ca: [pair('a').cert, missing] }),
      'XN_BAD_CERTIFICATE',
      /tls\.ca \/nowhere\/at\/all\.pem cannot be read/,
    ],
    [
      'a certificate of a name that is wrong',
      () => ({ ...pair('a'), sni: { 'b.example': { key: pair('b').key, cert: pair('a').cert } } }),
      'XN_BAD_KEY',
      /tls\.sni\[b\.example\]\.key does not match tls\.sni\[b\.example\]\.cert/,
    ],
    [
      'ciphers that there are not',
      () => ({ ...pair('a'), ciphers: 'NONESUCH' }),
      'XN_BAD_OPTION',
      /tls is refused by OpenSSL/,
    ],
  ];

  it.each(cases)('%s is an error', async (_, tls, code, message) => {
    const end = await started(tls());
    expect(end).toMatchObject({ types: ['shutdown'], code });
    expect(end.message).toMatch(message);
    expect(end.message).not.toMatch(/secret|PRIVATE KEY-----\n/);
  });
});
