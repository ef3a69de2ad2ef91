import { deepStrictEqual as equal } from 'node:assert';
import type { Connecting, TransportSocket } from '../../actors/transport/transport';
import type { PeerAddress } from '../../machines/connection/connectionInfo';
import { resolveServerOptions } from '../../machines/options/resolveOptions';
import { ListeningSet } from './listening';
import type { NetworkUnderTest } from './networkUnderTest';
import { SideTrace } from './sideTrace';
import { type Listener, pattern } from './stage';

/** One attempt to connect, and all that came of it. */
class Attempt {
  readonly trace = new SideTrace();
  readonly attempt: Connecting;
  socket: TransportSocket | undefined;

  constructor({ transport }: NetworkUnderTest, to: PeerAddress) {
    const options = resolveServerOptions({});
    this.attempt = transport.connectTo(
      { to, options },
      {
        connected: (socket) => this.connected(socket),
        failed: ({ code }) => this.trace.add(`failed ${code}`),
      },
    );
    this.trace.add('asked');
  }

  private connected(socket: TransportSocket): void {
    const { trace } = this;
    this.socket = socket;
    trace.add('connected');
    socket.on('data', (data) => trace.data(data));
    socket.on('end', () => trace.add('end'));
    socket.on('error', ({ code }) => trace.add(`error ${code}`));
    socket.on('close', () => trace.add('close'));
  }
}

/** Where attempts to connect are tried: whatever was asked for is ended with it. */
class ConnectingSet extends ListeningSet {
  private readonly attempts: Attempt[] = [];

  attempt(to: PeerAddress): Attempt {
    const attempt = new Attempt(this.network, to);
    this.attempts.push(attempt);
    return attempt;
  }

  to(listener: Listener): Attempt {
    return this.attempt(listener.address as PeerAddress);
  }

  /** A connection, with both of its sockets. */
  async pair(): Promise<{ ours: Attempt; theirs: Listener['accepted'][number] }> {
    const listener = await this.listen().ready();
    const ours = this.to(listener);
    await this.network.until('the connection', () => listener.accepted.length > 0);
    await this.network.until('our side of it', () => ours.socket !== undefined);
    return { ours, theirs: listener.accepted[0] as Listener['accepted'][number] };
  }

  override leave(): void {
    for (const { attempt, socket } of this.attempts) {
      attempt.abandon();
      socket?.destroy();
    }
    super.leave();
  }
}

/** Something that comes of an attempt to connect, on every network. */
export interface ConnectingCase {
  /** A sentence that goes on after "an attempt to connect". */
  readonly name: string;
  play(set: ConnectingSet): Promise<void>;
  /** It cannot be played on unix sockets. */
  readonly unix?: false;
}

/** Where nobody listens: a port that was just given up, or a path that is free. */
async function nowhere(set: ConnectingSet): Promise<PeerAddress> {
  const listener = await set.listen().ready();
  const address = listener.address as PeerAddress;
  listener.listening.close();
  await set.network.until('the end of listening', () => listener.told.includes('closed'));
  return address;
}

/** What becomes of a transport's attempts to connect. */
export const CONNECTING: readonly ConnectingCase[] = [
  {
    name: 'tells nothing before connectTo() has returned, and then hands over a socket that does not read',
    play: async (set) => {
      const { ours, theirs } = await set.pair();
      equal(ours.trace.entries, ['asked', 'connected']);
      theirs.socket.write(pattern(1_000));
      await set.network.quiet();
      equal(ours.trace.bytesReceived, 0);
      ours.socket?.resume();
      await set.network.until('the bytes', () => ours.trace.bytesReceived === 1_000);
    },
  },
  {
    name: 'gives a socket with the addresses of both sides',
    unix: false,
    play: async (set) => {
      const { ours, theirs } = await set.pair();
      const { remoteAddress, remotePort, localAddress, localPort } = ours.socket as TransportSocket;
      equal([remoteAddress, localAddress], ['127.0.0.1', '127.0.0.1']);
      equal([localPort, remotePort], [theirs.socket.remotePort, theirs.socket.localPort]);
    },
  },
  {
    name: 'gives a socket of which each half ends on its own',
    play: async (set) => {
      const { ours, theirs } = await set.pair();
      ours.socket?.resume();
      theirs.socket.resume();
      ours.socket?.write(pattern(1_000));
      ours.socket?.end();
      await set.network.until('our end', () => theirs.trace.has('end'));
      equal(theirs.trace.bytes, pattern(1_000));
      theirs.socket.write(pattern(2_000));
      theirs.socket.end();
      await set.network.until('both ends', () => ours.trace.has('close'));
      equal(ours.trace.entries, ['asked', 'connected', 'data 2000', 'end', 'close']);
    },
  },
  {
    name: 'gives a socket that hears of a reset',
    unix: false,
    play: async (set) => {
      const { ours, theirs } = await set.pair();
      ours.socket?.resume();
      theirs.socket.resetAndDestroy?.();
      await set.network.until('the reset', () => ours.trace.has('close'));
      equal(ours.trace.entries, ['asked', 'connected', 'error ECONNRESET', 'close']);
    },
  },
  {
    name: 'fails where nobody listens',
    play: async (set) => {
      const attempt = set.attempt(await nowhere(set));
      await set.network.until('the failure', () => attempt.trace.entries.length > 1);
      await set.network.quiet();
      equal(attempt.trace.entries, ['asked', 'failed XN_CONNECTION_REFUSED']);
    },
  },
  {
    name: 'to a host that there is not fails',
    unix: false,
    play: async (set) => {
      const attempt = set.attempt({ host: 'nobody.invalid', port: 1 });
      await set.network.until('the failure', () => attempt.trace.entries.length > 1);
      equal(attempt.trace.entries, ['asked', 'failed XN_BAD_HOST']);
    },
  },
  {
    name: 'that is abandoned at once tells nothing, and leaves no connection',
    play: async (set) => {
      const listener = await set.listen().ready();
      const attempt = set.to(listener);
      attempt.attempt.abandon();
      await set.network.quiet();
      equal(attempt.trace.entries, ['asked']);
      for (const { socket } of listener.accepted) socket.resume();
      await set.network.until('the end of what was accepted', () =>
        listener.accepted.every(({ trace }) => trace.has('end') || trace.has('close')),
      );
    },
  },
  {
    name: 'to a host that there is not can be abandoned',
    unix: false,
    play: async (set) => {
      const attempt = set.attempt({ host: 'nobody.invalid', port: 1 });
      attempt.attempt.abandon();
      await set.network.quiet();
      equal(attempt.trace.entries, ['asked']);
    },
  },
  {
    name: 'that has come to something is not touched by being abandoned',
    play: async (set) => {
      const { ours, theirs } = await set.pair();
      ours.attempt.abandon();
      theirs.socket.resume();
      ours.socket?.write(pattern(10));
      await set.network.until('the bytes', () => theirs.trace.bytesReceived === 10);
    },
  },
];

/** Tries one on a network. */
export async function tryConnecting(
  network: NetworkUnderTest,
  { play }: ConnectingCase,
): Promise<void> {
  const set = new ConnectingSet(network);
  try {
    await play(set);
  } finally {
    set.leave();
  }
}
