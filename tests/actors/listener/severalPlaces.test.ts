import { readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { createActor } from 'xstate';
import { listConnections } from '../../../actors/server/listConnections';
import { serverCore } from '../../../actors/server/serverCore';
import { simulatedNetwork } from '../../../actors/transport/simulated/simulatedNetwork';
import { describeAddress, type ServerAddress } from '../../../machines/connection/connectionInfo';
import { echo } from '../../../machines/protocols/echo';
import type { ServerCoreInput } from '../../../machines/server/serverCore';
import type { ServerCoreMessage } from '../../../machines/server/serverCoreMessages';
import { afterwards, leaveNothingBehind } from '../../support/afterwards';
import { Client } from '../../support/client';
import { aFolder } from '../../support/folder';
import { Heard } from '../../support/heard';
import { somebodyElse } from '../../support/listen';
import { until } from '../../support/until';

leaveNothingBehind();

type Given = Omit<ServerCoreInput, 'protocol'>;

function start(input: Given) {
  const server = createActor(serverCore, { input: { ...input, protocol: echo } });
  const said = new Heard<ServerCoreMessage>(server);
  afterwards(() => {
    server.stop();
  });
  server.start();
  return { server, said };
}

const addresses = (said: Heard<ServerCoreMessage>): ServerAddress[] =>
  said.of('listening').map(({ address }) => address);

async function startAt(...listen: NonNullable<Given['listen']>) {
  const served = start({ listen });
  await until('all of them', () => addresses(served.said).length === listen.length);
  return { ...served, addresses: addresses(served.said) };
}

async function answers(address: ServerAddress): Promise<string> {
  const client = await Client.to(address);
  client.send('hello');
  await client.getsText('hello');
  client.end();
  await client.closed();
  return client.text;
}

const isRefused = (address: ServerAddress): Promise<boolean> =>
  Client.to(address).then(
    (client) => {
      client.reset();
      return false;
    },
    () => true,
  );

describe('a server at several places', () => {
  it('listens at each of them and tells each address', async () => {
    const path = join(aFolder(), 'echo.sock');
    const { addresses: at } = await startAt('127.0.0.1:0', '[::1]:0', `unix:${path}`);
    expect(at.map(({ family }) => family)).toEqual(['IPv4', 'IPv6', 'unix']);
    for (const address of at) expect(await answers(address)).toBe('hello');
  });

  it('numbers connections in one row, and tells by which address each has come', async () => {
    const path = join(aFolder(), 'echo.sock');
    const { server, addresses: at } = await startAt('127.0.0.1:0', '[::1]:0', { path });
    const clients = [];
    for (const address of at) clients.push(await Client.to(address));
    await until('three connections', () => listConnections(server).length === 3);
    const seen = listConnections(server).map(({ connection }) => ({
      id: connection.id,
      at: connection.path ?? `${connection.localip} ${connection.localport}`,
    }));
    const own = at.map((each) =>
      each.family === 'unix' ? each.path : `${each.host} ${each.port}`,
    );
    expect(seen).toEqual(own.map((each, i) => ({ id: i + 1, at: each })));
    for (const client of clients) client.end();
  });

  it('ends with the error of the one that is taken, and gives the others up', async () => {
    const { port } = await somebodyElse({ host: '127.0.0.1', port: 0 });
    const path = join(aFolder(), 'echo.sock');
    const { server, said } = start({ listen: [`unix:${path}`, `127.0.0.1:${port}`] });
    await until('the end', () => server.getSnapshot().status === 'done');
    expect(server.getSnapshot().output?.error).toMatchObject({
      code: 'XN_PORT_IN_USE',
      message: expect.stringContaining(`port ${port} on 127.0.0.1`),
    });
    expect(said.of('listening')).toEqual([]);
    expect(readdirSync(dirname(path))).toEqual([]);
  });

  it('suspends one of them alone, and resumes it on the port that it had', async () => {
    const { server, said, addresses: at } = await startAt('127.0.0.1:0', '127.0.0.1:0');
    const [first, second] = at as [ServerAddress, ServerAddress];
    server.send({ type: 'control.suspend', address: second });
    expect(await said.one('suspended')).toEqual({ type: 'suspended', address: second });
    expect(await isRefused(second)).toBe(true);
    expect(await answers(first)).toBe('hello');
    expect(server.getSnapshot().value).toBe('serving');
    server.send({ type: 'control.resume', address: describeAddress(second) });
    await until('it listens again', () => addresses(said).length === 3);
    expect(addresses(said)[2]).toEqual(second);
    expect(await answers(second)).toBe('hello');
  });

  it('refuses at one of them alone', async () => {
    const { server, said, addresses: at } = await startAt('127.0.0.1:0', '127.0.0.1:0');
    const [first, second] = at as [ServerAddress, ServerAddress];
    server.send({ type: 'control.suspend', address: second, mode: 'refuse' });
    const client = await Client.to(second);
    expect((await said.one('refused')).reason).toBe('suspended');
    await client.ended();
    client.end();
    expect(await answers(first)).toBe('hello');
  });

  it('is suspended with the last of them, and resumed with all of them', async () => {
    const { server, said, addresses: at } = await startAt('127.0.0.1:0', '127.0.0.1:0');
    for (const address of at) server.send({ type: 'control.suspend', address });
    await until('the suspension', () => server.getSnapshot().value === 'suspended');
    expect(said.of('suspended')).toEqual([
      { type: 'suspended', address: at[0] },
      { type: 'suspended', address: at[1] },
      { type: 'suspended' },
    ]);
    server.send({ type: 'control.resume' });
    await until('it serves', () => addresses(said).length === 4);
    for (const address of at) expect(await answers(address)).toBe('hello');
  });

  it('says that it has no such address, and goes on', async () => {
    const { server, said, addresses: at } = await startAt('127.0.0.1:0', '[::1]:0');
    server.send({ type: 'control.suspend', address: '127.0.0.1:1' });
    const { error } = await said.one('error');
    expect(error.code).toBe('XN_BAD_OPTION');
    expect(error.message).toContain(at.map(describeAddress).join(' and '));
    expect(await answers(at[0] as ServerAddress)).toBe('hello');
  });

  it('drains all of them', async () => {
    const { server, addresses: at } = await startAt('127.0.0.1:0', '127.0.0.1:0');
    server.send({ type: 'control.serverShutdown' });
    await until('the end', () => server.getSnapshot().status === 'done');
    for (const address of at) expect(await isRefused(address)).toBe(true);
  });
});

describe('on the simulated network a server at several places', () => {
  const begin = (listen: NonNullable<Given['listen']>, more: Partial<Given> = {}) => {
    const network = simulatedNetwork({ seed: 1 });
    const server = createActor(serverCore, {
      input: { ...more, protocol: echo, listen, transport: network },
      clock: network.clock,
    });
    const said = new Heard<ServerCoreMessage>(server);
    afterwards(() => {
      server.stop();
    });
    server.start();
    network.advance(10);
    return { network, server, said };
  };

  it('serves at each', () => {
    const { network, server } = begin(['127.0.0.1:7', '[::1]:8', 'unix:/run/echo.sock']);
    const clients = [
      network.connect({ family: 'IPv4', host: '127.0.0.1', port: 7 }),
      network.connect({ family: 'IPv6', host: '::1', port: 8 }),
      network.connect({ family: 'unix', path: '/run/echo.sock' }),
    ];
    for (const client of clients) client.send(Buffer.from('hello'));
    network.advance(100);
    expect(clients.map(({ received }) => Buffer.from(received).toString())).toEqual([
      'hello',
      'hello',
      'hello',
    ]);
    server.send({ type: 'control.shutdownMicroprocess' });
    network.advance(100);
    expect(network.census()).toEqual({ sockets: 0, listening: 0, timers: 0 });
  });

  it('opens its port again after a crowd, but for those that were suspended by themselves', () => {
    const { network, server } = begin(['127.0.0.1:7', '127.0.0.1:8'], {
      maxConnections: 1,
      whenFull: 'close',
    });
    server.send({ type: 'control.suspend', address: '127.0.0.1:8' });
    const client = network.connect({ port: 7 });
    network.advance(100);
    expect(network.census().listening).toBe(0);
    client.destroy();
    network.advance(100);
    expect(network.census().listening).toBe(1);
    expect(server.getSnapshot().value).toBe('serving');
  });
});
