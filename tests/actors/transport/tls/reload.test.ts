import { copyFileSync } from 'node:fs';
import { join } from 'node:path';
import type { TlsOptions } from '../../../../machines/options/tlsOptions';
import { leaveNothingBehind } from '../../../support/afterwards';
import { expired, selfSigned } from '../../../support/certificate';
import { aFolder } from '../../../support/folder';
import { type Served, serve } from '../../../support/serve';
import { tlsClient } from '../../../support/tlsClient';
import { turns } from '../../../support/until';

leaveNothingBehind();

const issued = (name: string) => {
  const { key, cert } = selfSigned(name);
  return { key, cert };
};

const reload = ({ server }: Served, tls?: TlsOptions) =>
  server.send({ type: 'control.reloadTls', ...(tls && { tls }) });

async function nameSeen({ address }: Served, servername?: string): Promise<string> {
  const { socket } = await tlsClient(address, servername === undefined ? {} : { servername });
  return String(socket.getPeerCertificate().subject.CN);
}

describe('control.reloadTls', () => {
  it('takes another certificate for new connections, and leaves the others alone', async () => {
    const served = await serve({ tls: issued('old') });
    const before = await tlsClient(served.address);
    reload(served, issued('new'));
    expect(await nameSeen(served)).toBe('new');
    await before.send('x').gets(1);
    expect(served.said.count('error')).toBe(0);
  });

  it('reads the same files anew', async () => {
    const [old, renewed] = [selfSigned('old'), selfSigned('new')];
    const folder = aFolder();
    const [key, cert] = [join(folder, 'key'), join(folder, 'cert')];
    copyFileSync(old.keyFile, key);
    copyFileSync(old.certFile, cert);
    const served = await serve({ tls: { key, cert } });
    expect(await nameSeen(served)).toBe('old');
    copyFileSync(renewed.keyFile, key);
    copyFileSync(renewed.certFile, cert);
    reload(served);
    expect(await nameSeen(served)).toBe('new');
  });

  it('adds names and removes them', async () => {
    const own = issued('own');
    const served = await serve({ tls: { ...own, sni: { 'a.example': issued('a') } } });
    expect(await nameSeen(served, 'a.example')).toBe('a');
    reload(served, { ...own, sni: { 'b.example': issued('b') } });
    reload(served);
    expect(await nameSeen(served, 'a.example')).toBe('own');
    expect(await nameSeen(served, 'b.example')).toBe('b');
  });

  it('says what is wrong, and goes on with what it has', async () => {
    const served = await serve({ tls: issued('old') });
    const { key, cert } = expired('gone');
    reload(served, { key, cert });
    expect((await served.said.one('error')).error.code).toBe('XN_BAD_CERTIFICATE');
    reload(served, { key });
    const [, second] = await served.said.many('error', 2);
    expect(second?.error).toMatchObject({
      code: 'XN_BAD_OPTION',
      message: expect.stringContaining('has key without cert'),
    });
    expect(await nameSeen(served)).toBe('old');
  });

  it('is an error of a server in plain text', async () => {
    const served = await serve();
    reload(served, issued('new'));
    expect((await served.said.one('error')).error.code).toBe('XN_NO_TLS');
  });

  it('fails no handshake under load', async () => {
    const served = await serve({ tls: issued('0') });
    const pairs = Array.from({ length: 10 }, (_, index) => issued(String(index)));
    const clients = Array.from({ length: 60 }, async (_, index) => {
      await turns(index);
      await (await tlsClient(served.address)).send('x').gets(1);
    });
    for (const pair of pairs) {
      reload(served, pair);
      await turns(10);
    }
    await Promise.all(clients);
    expect(served.said.count('handshakeFailed')).toBe(0);
  });
});
