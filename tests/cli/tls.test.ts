import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { tlsOptions } from '../../cli/flags/tlsFlags';
import { leaveNothingBehind } from '../support/afterwards';
import { selfSigned, signedBy } from '../support/certificate';
import { Client } from '../support/client';
import { aFolder } from '../support/folder';
import { tlsClient } from '../support/tlsClient';
import { Command } from './support/command';

leaveNothingBehind();

describe('xstate-net serve, secured', () => {
  it('tries out with --tls-self-signed, and logs who could not be secured', async () => {
    const command = await Command.serve('--tls-self-signed');
    expect(command.address).toMatchObject({
      tryIt: `printf 'hello' | openssl s_client -quiet -connect 127.0.0.1:${command.port}`,
    });
    const client = await tlsClient(command.address);
    await client.send('hello').gets(5);
    expect(client.socket.getPeerCertificate().subjectaltname).toContain('IP Address:127.0.0.1');
    (await Client.to(command.address)).send('hello, is this plain?');
    const [opened] = await command.logged('connected');
    expect(opened).toMatchObject({ tls: { protocol: 'TLSv1.3' } });
    const [failed] = await command.logged('handshakeFailed');
    expect(failed).toMatchObject({
      howDied: 'tlsError',
      error: { code: expect.stringMatching(/^ERR_SSL_/) },
    });
  });

  it('takes keys and certificates of files, and asks clients for theirs', async () => {
    const { keyFile, certFile } = selfSigned('localhost', { passphrase: 'a secret' });
    const issuer = selfSigned('issuer');
    const alice = signedBy(issuer, 'alice');
    const passphrase = join(aFolder(), 'passphrase');
    writeFileSync(passphrase, 'a secret\n');
    const command = await Command.serve(
      ...['--tls-key', keyFile, '--tls-cert', certFile, '--tls-passphrase-file', passphrase],
      ...['--tls-ca', issuer.certFile, '--tls-request-cert', '--alpn', 'h2,http/1.1'],
    );
    const client = await tlsClient(command.address, {
      ...{ key: alice.key, cert: alice.cert },
      ALPNProtocols: ['http/1.1'],
    });
    await client.send('hello').gets(5);
    const [opened] = await command.logged('connected');
    expect(opened).toMatchObject({
      tls: { alpn: 'http/1.1', authorized: true, peerCertificate: { subject: 'CN=alice' } },
    });
  });

  it('says in one line what is wrong with a certificate, and listens nowhere', async () => {
    const { keyFile } = selfSigned('a');
    const { certFile } = selfSigned('b');
    const command = Command.run(
      'serve',
      '--port',
      '0',
      '--tls-key',
      keyFile,
      '--tls-cert',
      certFile,
    );
    expect(await command.ended()).toEqual({ status: 1, signal: null });
    expect(command.stderr).toMatch(/^xstate-net: .*tls\.key .*does not match.*\n$/);
    expect(command.stdout).toBe('');
  });
});

describe('the flags of TLS', () => {
  it('mean nothing where none is given', () => {
    expect(tlsOptions({})).toBeUndefined();
  });

  it.each([
    [{ tlsKey: 'a' }, /give --tls-key and --tls-cert, too/],
    [{ tlsCert: 'a' }, /give --tls-key and --tls-cert, too/],
    [{ alpn: 'h2' }, /--alpn is for a server that is secured/],
    [{ tlsRequestCert: true }, /--tls-request-cert is for a server that is secured/],
    [{ tlsKey: 'a', tlsCert: 'b', tlsCa: 'c' }, /give --tls-request-cert, too/],
    [{ tlsSelfSigned: true, tlsKey: 'a' }, /--tls-self-signed excludes --tls-key/],
    [{ tlsKey: 'a', tlsCert: 'b', tlsPassphraseFile: '/nowhere' }, /cannot be read: ENOENT/],
  ])('contradict each other in %j', (flags, message) => {
    expect(() => tlsOptions(flags)).toThrow(
      expect.objectContaining({ code: 'XN_BAD_USAGE', message: expect.stringMatching(message) }),
    );
  });
});
