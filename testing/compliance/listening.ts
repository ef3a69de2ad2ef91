import { deepStrictEqual as equal } from 'node:assert';
import type { ServerAddress } from '../../machines/connection/connectionInfo';
import type { ServerOptions } from '../../machines/options/serverOptions';
import type { NetworkUnderTest } from './networkUnderTest';
import { Listener, pattern, Stage } from './stage';

/** Where listening sockets are tried: whatever it was asked for is ended with it. */
export class ListeningSet {
  private readonly listeners: Listener[] = [];

  constructor(readonly network: NetworkUnderTest) {}

  listen(options?: ServerOptions): Listener {
    const listener = new Listener(this.network, options);
    this.listeners.push(listener);
    return listener;
  }

  /** A listening socket with one connection. */
  async stage(): Promise<Stage> {
    const listener = await this.listen().ready();
    const [client, server] = await listener.connection();
    return new Stage(this.network, listener, client, server);
  }

  leave(): void {
    for (const listener of this.listeners) listener.leave();
  }
}

/** Something that a listening socket does, on every network. */
export interface ListeningCase {
  /** A sentence that goes on after "a listening socket". */
  readonly name: string;
  play(set: ListeningSet): Promise<void>;
  /** It cannot be played on unix sockets. */
  readonly unix?: false;
}

/** It cannot be bound, and says why. */
const unbindable = (where: string, options: ServerOptions, told: string): ListeningCase => ({
  name: `on ${where} cannot be bound`,
  unix: false,
  play: async (set) => {
    const listener = await set.listen(options).ready();
    equal(listener.told, [told]);
  },
});

/** What a transport's listening sockets do. */
export const LISTENING: readonly ListeningCase[] = [
  {
    name: 'calls nothing before listen() has returned, and then says where it listens',
    play: async (set) => {
      const { network } = set;
      const listener = set.listen();
      equal(listener.told, []);
      await listener.ready();
      equal(listener.told, ['listening']);
      equal(listener.address?.family, network.isUnix ? 'unix' : 'IPv4');
    },
  },

  {
    name: 'hands over sockets with the addresses of both sides',
    play: async (set) => {
      const { network } = set;
      const listener = await set.listen().ready();
      const [, { socket }] = await listener.connection();
      const port =
        'port' in (listener.address as object) ? Object(listener.address).port : undefined;
      equal(
        [socket.remoteAddress, socket.localAddress, socket.localPort],
        network.isUnix ? [undefined, undefined, undefined] : ['127.0.0.1', '127.0.0.1', port],
      );
    },
  },

  {
    name: 'is refused where somebody listens already',
    play: async (set) => {
      const { network } = set;
      const first = await set.listen().ready();
      const { address } = first;
      const where =
        address?.family === 'unix' ? { path: address.path } : { port: Object(address).port };
      const second = await set.listen(where).ready();
      equal(second.told, [network.isUnix ? 'failed XN_PATH_IN_USE' : 'failed XN_PORT_IN_USE']);
      equal(first.told, ['listening']);
    },
  },

  {
    name: 'says closed while its connections live on, and lets the next one have its place',
    play: async (set) => {
      const { network } = set;
      const stage = await set.stage();
      const { listener, client, server } = stage;
      stage.socket.resume();
      listener.listening.close();
      await network.quiet();
      equal(listener.told, ['listening', 'closed']);
      client.send(pattern(5));
      await network.until('the bytes', () => server.trace.bytesReceived === 5);

      const address = listener.address as ServerAddress;
      const where = address.family === 'unix' ? { path: address.path } : { port: address.port };
      const next = await set.listen(where).ready();
      equal(next.told, ['listening']);
      const [, side] = await next.connection();
      side.socket.resume();
      side.socket.end();
      client.end();
      await network.until('the end', () => side.trace.has('finish') && server.trace.has('end'));
    },
  },

  {
    name: 'says closed once, however often it is told to close',
    play: async (set) => {
      const { network } = set;
      const listener = await set.listen().ready();
      listener.listening.close();
      listener.listening.close();
      await network.quiet();
      listener.listening.close();
      await network.quiet();
      equal(listener.told, ['listening', 'closed']);
    },
  },

  {
    name: 'that is closed before it listens says only that it is closed',
    play: async (set) => {
      const { network } = set;
      const listener = set.listen();
      listener.listening.close();
      await network.until('closed', () => listener.told.length > 0);
      await network.quiet();
      equal(listener.told, ['closed']);
    },
  },

  {
    name: 'that is closed gives up its place in the same turn, also before it listens',
    play: async (set) => {
      const { network } = set;
      const first = await set.listen().ready();
      const address = first.address as ServerAddress;
      const where = address.family === 'unix' ? { path: address.path } : { port: address.port };
      first.listening.close();
      set.listen(where).listening.close();
      set.listen(where).listening.close();
      const last = await set.listen(where).ready();
      equal(last.told, ['listening']);
      const [client] = await last.connection();
      await network.quiet();
      equal(client.trace.has('close'), false);
    },
  },

  {
    name: 'that is closed leaves nobody who would answer',
    play: async (set) => {
      const { network } = set;
      const listener = await set.listen().ready();
      listener.listening.close();
      await network.quiet();
      const client = network.connect(listener.address as ServerAddress);
      await network.until('a refusal', () => client.trace.has('close'));
      equal(client.trace.entries, [
        network.isUnix ? 'error ENOENT' : 'error ECONNREFUSED',
        'close',
      ]);
    },
  },

  {
    name: 'takes many clients, each with its own bytes',
    play: async (set) => {
      const { network } = set;
      const listener = await set.listen().ready();
      const clients = Array.from({ length: 20 }, () =>
        network.connect(listener.address as ServerAddress),
      );
      for (const [index, client] of clients.entries()) client.send(pattern(100 + index));
      await network.until('all of them', () => listener.accepted.length === clients.length);
      for (const { socket } of listener.accepted) socket.resume();
      await network.until('all bytes', () =>
        listener.accepted.every(({ trace }, index) => trace.bytesReceived === 100 + index),
      );
    },
  },

  {
    name: 'takes what a client says before it is connected, and the end of it',
    play: async (set) => {
      const { network } = set;
      const listener = await set.listen().ready();
      const client = network.connect(listener.address as ServerAddress);
      client.send(pattern(3));
      client.send(pattern(4));
      client.end();
      await network.until('the connection', () => listener.accepted.length === 1);
      const [side] = listener.accepted;
      side?.socket.resume();
      await network.until('the end', () => side?.trace.has('end') === true);
      equal(side?.trace.entries, ['data 7', 'end']);
    },
  },
  {
    name: 'of all addresses is heard by both families, and shows IPv4 as mapped into IPv6',
    unix: false,
    play: async (set) => {
      const { network } = set;
      const listener = await set.listen({ host: '::' }).ready();
      const { port } = listener.address as { port: number };
      equal(listener.address, { family: 'IPv6', host: '::', port });
      network.connect({ family: 'IPv4', host: '127.0.0.1', port });
      network.connect({ family: 'IPv6', host: '::1', port });
      await network.until('both', () => listener.accepted.length === 2);
      const peers = listener.accepted.map(({ socket }) => socket.remoteAddress);
      equal(peers.sort(), ['::1', '::ffff:127.0.0.1']);
    },
  },

  {
    name: 'of all IPv4 addresses, mapped into IPv6, is heard by IPv4 alone',
    unix: false,
    play: async (set) => {
      const { network } = set;
      const listener = await set.listen({ host: '::ffff:0.0.0.0' }).ready();
      const { port } = listener.address as { port: number };
      equal(listener.address, { family: 'IPv6', host: '::ffff:0.0.0.0', port });
      network.connect({ family: 'IPv4', host: '127.0.0.1', port });
      const other = network.connect({ family: 'IPv6', host: '::1', port });
      await network.until('both', () => listener.accepted.length === 1 && other.trace.has('close'));
      equal(listener.accepted[0]?.socket.localAddress, '::ffff:127.0.0.1');
      equal(other.trace.entries, ['error ECONNREFUSED', 'close']);
      const taken = await set.listen({ host: '127.0.0.1', port }).ready();
      equal(taken.told, ['failed XN_PORT_IN_USE']);
    },
  },
  {
    name: 'of IPv6 alone is not heard by IPv4',
    unix: false,
    play: async (set) => {
      const { network } = set;
      const listener = await set.listen({ host: '::', ipv6Only: true }).ready();
      const { port } = listener.address as { port: number };
      const client = network.connect({ family: 'IPv4', host: '127.0.0.1', port });
      await network.until('a refusal', () => client.trace.has('close'));
      equal(client.trace.entries, ['error ECONNREFUSED', 'close']);
    },
  },
  {
    name: 'at a path in a folder that does not exist cannot be bound',
    play: async (set) => {
      const listener = await set.listen({ path: `${set.network.missingFolder}/s.sock` }).ready();
      equal(listener.told, ['failed XN_BAD_PATH']);
    },
  },
  unbindable('no host of this machine', { host: '192.0.2.1' }, 'failed XN_ADDRESS_UNAVAILABLE'),
  unbindable('no name that is known', { host: 'no-such-host.invalid' }, 'failed XN_BAD_HOST'),
  {
    name: 'is taken as a whole: one address after all of them is refused',
    unix: false,
    play: async (set) => {
      const all = await set.listen({ host: '::' }).ready();
      const { port } = all.address as { port: number };
      const one = await set.listen({ host: '127.0.0.1', port }).ready();
      equal(one.told, ['failed XN_PORT_IN_USE']);
    },
  },
];
