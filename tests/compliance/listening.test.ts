import type { ServerAddress } from '../../machines/connection/connectionInfo';
import { leaveNothingBehind } from '../support/afterwards';
import { ALL_NETWORKS, type NetworkUnderTest } from './networks';
import { Listener, pattern, Stage } from './stage';

leaveNothingBehind();

const isTcp = ([name]: (typeof ALL_NETWORKS)[number]) => !name.includes('unix');

describe.each(ALL_NETWORKS)('a listening socket on %s', (_, make) => {
  let network: NetworkUnderTest;

  beforeEach(() => {
    network = make();
  });

  it('calls nothing before listen() has returned, and then says where it listens', async () => {
    const listener = new Listener(network);
    expect(listener.told).toEqual([]);
    await listener.ready();
    expect(listener.told).toEqual(['listening']);
    expect(listener.address?.family).toBe(network.isUnix ? 'unix' : 'IPv4');
  });

  it('hands over sockets with the addresses of both sides', async () => {
    const listener = await new Listener(network).ready();
    const [, { socket }] = await listener.connection();
    const port = 'port' in (listener.address as object) ? Object(listener.address).port : undefined;
    expect([socket.remoteAddress, socket.localAddress, socket.localPort]).toEqual(
      network.isUnix ? [undefined, undefined, undefined] : ['127.0.0.1', '127.0.0.1', port],
    );
  });

  it('is refused where somebody listens already', async () => {
    const first = await new Listener(network).ready();
    const { address } = first;
    const where =
      address?.family === 'unix' ? { path: address.path } : { port: Object(address).port };
    const second = await new Listener(network, where).ready();
    expect(second.told).toEqual([
      network.isUnix ? 'failed XN_PATH_IN_USE' : 'failed XN_PORT_IN_USE',
    ]);
    expect(first.told).toEqual(['listening']);
  });

  it('says closed while its connections live on, and lets the next one have its place', async () => {
    const stage = await Stage.set(network);
    const { listener, client, server } = stage;
    stage.socket.resume();
    listener.listening.close();
    await network.quiet();
    expect(listener.told).toEqual(['listening', 'closed']);
    client.send(pattern(5));
    await network.until('the bytes', () => server.trace.bytesReceived === 5);

    const address = listener.address as ServerAddress;
    const where = address.family === 'unix' ? { path: address.path } : { port: address.port };
    const next = await new Listener(network, where).ready();
    expect(next.told).toEqual(['listening']);
    const [, side] = await next.connection();
    side.socket.resume();
    side.socket.end();
    client.end();
    await network.until('the end', () => side.trace.has('finish') && server.trace.has('end'));
  });

  it('says closed once, however often it is told to close', async () => {
    const listener = await new Listener(network).ready();
    listener.listening.close();
    listener.listening.close();
    await network.quiet();
    listener.listening.close();
    await network.quiet();
    expect(listener.told).toEqual(['listening', 'closed']);
  });

  it('that is closed before it listens says only that it is closed', async () => {
    const listener = new Listener(network);
    listener.listening.close();
    await network.until('closed', () => listener.told.length > 0);
    await network.quiet();
    expect(listener.told).toEqual(['closed']);
  });

  it('that is closed leaves nobody who would answer', async () => {
    const listener = await new Listener(network).ready();
    listener.listening.close();
    await network.quiet();
    const client = network.connect(listener.address as ServerAddress);
    await network.until('a refusal', () => client.trace.has('close'));
    expect(client.trace.entries).toEqual([
      network.isUnix ? 'error ENOENT' : 'error ECONNREFUSED',
      'close',
    ]);
  });

  it('takes many clients, each with its own bytes', async () => {
    const listener = await new Listener(network).ready();
    const clients = Array.from({ length: 20 }, () =>
      network.connect(listener.address as ServerAddress),
    );
    for (const [index, client] of clients.entries()) client.send(pattern(100 + index));
    await network.until('all of them', () => listener.accepted.length === clients.length);
    for (const { socket } of listener.accepted) socket.resume();
    await network.until('all bytes', () =>
      listener.accepted.every(({ trace }, index) => trace.bytesReceived === 100 + index),
    );
  });

  it('takes what a client says before it is connected, and the end of it', async () => {
    const listener = await new Listener(network).ready();
    const client = network.connect(listener.address as ServerAddress);
    client.send(pattern(3));
    client.send(pattern(4));
    client.end();
    await network.until('the connection', () => listener.accepted.length === 1);
    const [side] = listener.accepted;
    side?.socket.resume();
    await network.until('the end', () => side?.trace.has('end') === true);
    expect(side?.trace.entries).toEqual(['data 7', 'end']);
  });
});

describe.each(ALL_NETWORKS.filter(isTcp))('a port on %s', (_, make) => {
  let network: NetworkUnderTest;

  beforeEach(() => {
    network = make();
  });

  it('of all addresses is heard by both families, and shows IPv4 as mapped into IPv6', async () => {
    const listener = await new Listener(network, { host: '::' }).ready();
    const { port } = listener.address as { port: number };
    expect(listener.address).toEqual({ family: 'IPv6', host: '::', port });
    network.connect({ family: 'IPv4', host: '127.0.0.1', port });
    network.connect({ family: 'IPv6', host: '::1', port });
    await network.until('both', () => listener.accepted.length === 2);
    const peers = listener.accepted.map(({ socket }) => socket.remoteAddress);
    expect(peers.sort()).toEqual(['::1', '::ffff:127.0.0.1']);
  });

  it('of IPv6 alone is not heard by IPv4', async () => {
    const listener = await new Listener(network, { host: '::', ipv6Only: true }).ready();
    const { port } = listener.address as { port: number };
    const client = network.connect({ family: 'IPv4', host: '127.0.0.1', port });
    await network.until('a refusal', () => client.trace.has('close'));
    expect(client.trace.entries).toEqual(['error ECONNREFUSED', 'close']);
  });

  it.each([
    ['no host of this machine', { host: '192.0.2.1' }, 'failed XN_ADDRESS_UNAVAILABLE'],
    ['no name that is known', { host: 'no-such-host.invalid' }, 'failed XN_BAD_HOST'],
  ])('on %s cannot be bound', async (_name, where, told) => {
    const listener = await new Listener(network, where).ready();
    expect(listener.told).toEqual([told]);
  });

  it('is taken as a whole: one address after all of them is refused', async () => {
    const all = await new Listener(network, { host: '::' }).ready();
    const { port } = all.address as { port: number };
    const one = await new Listener(network, { host: '127.0.0.1', port }).ready();
    expect(one.told).toEqual(['failed XN_PORT_IN_USE']);
  });
});
