import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { connect, createServer, type TLSSocket } from 'node:tls';
import { createActor } from 'xstate';
import { adoptSocket } from '../../../actors/connection/adoptSocket';
import { connectedSocketAdapter } from '../../../actors/connection/connectedSocketAdapter';
import { socketOf } from '../../../actors/connection/descriptors';
import type { CsaMessage } from '../../../machines/connection/csaMessages';
import { afterwards, leaveNothingBehind } from '../../support/afterwards';
import { aFolder } from '../../support/folder';
import { Heard } from '../../support/heard';
import { soon, turns, until } from '../../support/until';

leaveNothingBehind();

/** More than the kernels of both sides hold together, and many times the limit. */
const LARGE = 50_000_000;
const LIMIT = 70_000;

function certificate() {
  const folder = aFolder();
  const [key, cert] = [join(folder, 'key'), join(folder, 'cert')];
  const request = ['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1'];
  execFileSync(
    'openssl',
    [...request, '-nodes', '-keyout', key, '-out', cert, '-days', '2', '-subj', '/CN=x'],
    { stdio: 'ignore' },
  );
  return { key: readFileSync(key), cert: readFileSync(cert) };
}

/** An adapter on one end of an encrypted connection, and the other end, which does not read yet. */
async function aPair() {
  let peer: TLSSocket | undefined;
  const server = createServer(certificate(), (socket) => {
    socket.on('error', () => {});
    socket.pause();
    peer = socket;
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  afterwards(() => {
    peer?.destroy();
    server.close();
  });
  const { port } = server.address() as { readonly port: number };
  const socket = connect({ port, host: '127.0.0.1', rejectUnauthorized: false });
  afterwards(() => {
    socket.destroy();
  });
  await soon('a handshake', new Promise((resolve) => socket.once('secureConnect', resolve)));
  await until('the other end', () => peer !== undefined);
  const input = adoptSocket(socket, { outboxLimit: LIMIT, highWaterMark: 16_384 });
  const csa = createActor(connectedSocketAdapter, { input });
  const said = new Heard<CsaMessage>(csa);
  csa.start();
  const say = (bytes: number) => csa.send({ type: 'inbox', data: Buffer.alloc(bytes) });
  return { csa, said, say, socket, input, peer: peer as unknown as TLSSocket };
}

const received = (peer: TLSSocket): { bytes: number } => {
  const count = { bytes: 0 };
  peer.on('data', (data) => {
    count.bytes += data.length;
  });
  peer.resume();
  return count;
};

describe('an adapter of an encrypted socket', () => {
  it('lets one answer through that is larger than outboxLimit, to a peer that reads, as one over TCP does', async () => {
    const { csa, said, say, peer } = await aPair();
    const count = received(peer);
    say(LARGE);
    await until('all of it', () => count.bytes === LARGE, 20_000);
    await said.one('flow.ready');
    csa.send({ type: 'control.producerFinished' });
    peer.end();
    await until('its end', () => csa.getSnapshot().status === 'done');
    expect(csa.getSnapshot().output).toMatchObject({ bytesSaid: LARGE, bytesSent: LARGE });
  });

  it('is held to the limit by what is said on top of that, to a peer that does not read, and is closed', async () => {
    const { csa, say, socket, peer } = await aPair();
    say(LARGE);
    await turns(20);
    say(LIMIT - 1);
    say(1);
    await turns(5);
    expect(csa.getSnapshot().status).toBe('active');
    say(1);
    await until('its end', () => csa.getSnapshot().status === 'done');
    expect(csa.getSnapshot().output).toMatchObject({
      howDied: 'outboxOverflow',
      error: { code: 'XN_OUTBOX_OVERFLOW' },
    });
    expect(socket.destroyed).toBe(true);
    const count = received(peer);
    await until('the end at the peer', () => peer.destroyed || peer.readableEnded);
    expect(count.bytes).toBeLessThan(LARGE);
  });

  it.each(['control.shutdownMicroprocess', 'socket.idleTimeout'] as const)(
    'is closed by %s',
    async (type) => {
      const { csa, socket, input } = await aPair();
      csa.send({ type });
      await until('its end', () => csa.getSnapshot().status === 'done');
      expect(socket.destroyed).toBe(true);
      expect(socketOf(input.descriptor)).toBeUndefined();
    },
  );
});
