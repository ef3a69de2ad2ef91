import { createActor, setup } from 'xstate';
import { tcpClient } from '../../../actors/client/tcpClient';
import type { ClientInput } from '../../../machines/client/clientContext';
import type { ClientMessage } from '../../../machines/client/clientMessages';
import type { ServerAddress } from '../../../machines/connection/connectionInfo';
import { lines } from '../../../machines/framing';
import { afterwards, leaveNothingBehind } from '../../support/afterwards';
import { aFolder } from '../../support/folder';
import { Heard } from '../../support/heard';
import { serve } from '../../support/serve';
import { until } from '../../support/until';

leaveNothingBehind();

function connectTo(input: ClientInput) {
  const client = createActor(tcpClient, { input });
  const said = new Heard<ClientMessage>(client);
  afterwards(() => void client.stop());
  client.start();
  return { client, said };
}

/** Where a server listens, as a client is told it. */
const where = (address: ServerAddress) =>
  address.family === 'unix' ? { path: address.path } : { host: address.host, port: address.port };

describe.each([
  ['TCP', () => ({})],
  ['a unix socket', () => ({ path: `${aFolder()}/s` })],
])('a client on %s', (_, listening) => {
  it('speaks with a server, loses it, and finds its successor', async () => {
    const first = await serve(listening());
    const to = where(first.address);
    const { client, said } = connectTo({ ...to, codec: lines() });
    client.send({ type: 'inbox', data: 'one' });
    await said.one('outbox', ({ data }) => data === 'one');
    first.server.send({ type: 'control.shutdownMicroprocess' });
    await said.one('closed', ({ howDied }) => howDied === 'reset' || howDied === 'peerClosed');
    client.send({ type: 'inbox', data: 'two' });
    await serve(to);
    await said.one('outbox', ({ data }) => data === 'two');
    client.send({ type: 'control.producerFinished' });
    await until('the end', () => client.getSnapshot().status === 'done');
    expect(said.of('closed')[1]).toMatchObject({ howDied: 'finished', bytesSaid: 4, bytesSent: 4 });
  });
});

it('carries a megabyte each way, and half-closes behind it', async () => {
  const { address } = await serve();
  const { client, said } = connectTo({ ...where(address), heldLimit: 2 ** 24 });
  const block = Buffer.alloc(1024 * 1024, 'x');
  client.send({ type: 'inbox', data: block });
  const received = () =>
    said.of('outbox').reduce((sum, { data }) => sum + (data as Uint8Array).length, 0);
  await until('the echo', () => received() === block.length);
  client.send({ type: 'control.producerFinished' });
  await said.one('shutdown');
  expect(said.of('closed')[0]).toMatchObject({ howDied: 'finished', bytesReceived: block.length });
});

it('tells the machine that invokes it, and ends with it', async () => {
  const { address, said: served } = await serve();
  const app = setup({
    types: { events: {} as ClientMessage },
    actors: { tcpClient },
  }).createMachine({
    initial: 'waiting',
    invoke: {
      src: 'tcpClient',
      input: ({ self }) => ({ ...where(address), owner: self }),
    },
    states: { waiting: { on: { connected: 'online' } }, online: {} },
  });
  const actor = createActor(app).start();
  await until('the connection', () => actor.getSnapshot().value === 'online');
  actor.stop();
  await served.one('disconnected');
});
