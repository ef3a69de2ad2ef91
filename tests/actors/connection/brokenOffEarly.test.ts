import { spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { adoptSocket } from '../../../actors/connection/adoptSocket';
import { leaveNothingBehind } from '../../support/afterwards';
import { Client } from '../../support/client';
import { serve } from '../../support/serve';

leaveNothingBehind();

/** Connects and resets at once, in another process, while this one waits and so cannot accept. */
function breakOff(host: string, port: number): void {
  const script = `
    const socket = require('node:net').connect({ host: process.argv[1], port: Number(process.argv[2]) });
    socket.on('connect', () => socket.resetAndDestroy());
  `;
  const { status } = spawnSync(process.execPath, ['-e', script, host, String(port)]);
  expect(status).toBe(0);
}

describe('a client that has reset its connection before it was accepted', () => {
  it.each([
    ['::1', '::1', 'IPv6'],
    ['::', '::1', 'IPv6'],
    ['127.0.0.1', '127.0.0.1', 'IPv4'],
    ['0.0.0.0', '127.0.0.1', 'IPv4'],
  ])(
    'on %s is told of with an empty peer and the right family, and harms nobody',
    async (host, to, family) => {
      const { address, said, drain } = await serve({ host });
      const { port } = address as { readonly port: number };
      breakOff(to, port);
      const { connection } = await said.one('connected');
      expect(connection).toMatchObject({ peer: '', peerport: 0, family });
      expect((await said.one('disconnected')).howDied).toBe('reset');
      const one = await Client.to({ family: 'IPv4', host: to, port });
      await one.send('hello').getsText('hello');
      const [, second] = await said.many('connected', 2);
      expect(second?.connection).toMatchObject({ peer: to, family, peerport: one.port });
      one.end();
      await drain();
    },
  );
});

describe('a socket whose peer has reset it before it was adopted', () => {
  it('is one of TCP all the same', async () => {
    const listening = createServer({ pauseOnConnect: true, allowHalfOpen: true });
    listening.listen(0, '127.0.0.1');
    await once(listening, 'listening');
    const { port } = listening.address() as AddressInfo;
    breakOff('127.0.0.1', port);
    const [socket] = (await once(listening, 'connection')) as [Socket];
    const { connection } = adoptSocket(socket);
    expect(connection).toMatchObject({ family: 'IPv4', peer: '', localip: '127.0.0.1' });
    const closed = new Promise((resolve) => socket.once('close', resolve));
    socket.resume();
    await closed;
    listening.close();
    await once(listening, 'close');
  });
});

describe('a server on ::ffff:0.0.0.0', () => {
  it('serves IPv4, and tells both addresses as IPv4', async () => {
    const { address, said } = await serve({ host: '::ffff:0.0.0.0' });
    const { port } = address as { readonly port: number };
    const one = await Client.to({ family: 'IPv4', host: '127.0.0.1', port });
    await one.send('hello').getsText('hello');
    expect((await said.one('connected')).connection).toMatchObject({
      peer: '127.0.0.1',
      peerport: one.port,
      localip: '127.0.0.1',
      localport: port,
      family: 'IPv4',
    });
    await expect(Client.to({ family: 'IPv6', host: '::1', port })).rejects.toMatchObject({
      code: 'ECONNREFUSED',
    });
  });
});
