import { connect, type Socket } from 'node:net';
import { join } from 'node:path';
import type {
  SimulatedClient,
  SimulatedNetworkOptions,
} from '../../actors/transport/simulated/api';
import { simulatedNetwork } from '../../actors/transport/simulated/simulatedNetwork';
import { tcpTransport } from '../../actors/transport/tcp/tcpTransport';
import type { Transport } from '../../actors/transport/transport';
import type { ServerAddress } from '../../machines/connection/connectionInfo';
import { afterwards } from '../support/afterwards';
import { connectOptions } from '../support/client';
import { aFolder } from '../support/folder';
import { turns, until } from '../support/until';
import { SideTrace } from './sideTrace';

/** Turns of the event loop without news after which loopback has nothing more to say. */
const QUIET_TURNS = 25;

/** Milliseconds of virtual time in which what is under way arrives, and few timers expire. */
const QUIET_TIME = 20;

/** Milliseconds of virtual time after which waiting is in vain. */
const PATIENCE = 60_000;

/** The client's side of a connection, on any network. */
export interface ClientSide {
  readonly trace: SideTrace;
  send(data: Uint8Array): void;
  end(): void;
  /** RST, or the nearest thing that a unix socket has. */
  reset(): void;
  destroy(): void;
  pause(): void;
  resume(): void;
}

/** A network to be held against the others. */
export interface NetworkUnderTest {
  readonly isUnix: boolean;
  readonly transport: Transport;
  /** A path for a unix socket, or undefined. */
  path(): string | undefined;
  connect(address: ServerAddress): ClientSide;
  /** Lets everything that is under way happen. */
  quiet(): Promise<void>;
  /** Lets things happen until then. */
  until(what: string, condition: () => boolean): Promise<void>;
}

class RealClient implements ClientSide {
  readonly trace = new SideTrace();
  private readonly socket: Socket;

  constructor(
    address: ServerAddress,
    private readonly isUnix: boolean,
  ) {
    const options = { allowHalfOpen: true, noDelay: true, highWaterMark: 65_536 };
    this.socket = connect({ ...connectOptions(address), ...options });
    this.socket
      .on('connect', () => this.trace.add('connect'))
      .on('data', (data) => this.trace.data(data))
      .on('end', () => this.trace.add('end'))
      .on('error', (error: NodeJS.ErrnoException) => this.trace.add(`error ${error.code}`))
      .on('close', () => this.trace.add('close'));
    afterwards(() => {
      this.socket.destroy();
    });
  }

  send(data: Uint8Array): void {
    this.socket.write(data);
  }

  end(): void {
    this.socket.end();
  }

  reset(): void {
    if (this.isUnix) this.socket.destroy();
    else this.socket.resetAndDestroy();
  }

  destroy(): void {
    this.socket.destroy();
  }

  pause(): void {
    this.socket.pause();
  }

  resume(): void {
    this.socket.resume();
  }
}

/** Tells the changes of a simulated client as the events that they come from. */
class SimulatedClientSide implements ClientSide {
  readonly trace = new SideTrace();
  private state = 'connecting';
  private ended = false;
  private error: string | undefined;

  constructor(private readonly client: SimulatedClient) {
    client.onChange(() => this.changed());
  }

  send(data: Uint8Array): void {
    this.client.send(data);
  }

  end(): void {
    this.client.end();
  }

  reset(): void {
    this.client.reset();
  }

  destroy(): void {
    this.client.destroy();
  }

  pause(): void {
    this.client.pause();
  }

  resume(): void {
    this.client.resume();
  }

  private changed(): void {
    const { client, trace } = this;
    const data = client.take();
    if (data.length > 0) trace.data(data);
    if (client.state !== this.state && client.state === 'open') trace.add('connect');
    if (client.ended && !this.ended) trace.add('end');
    if (client.error !== this.error) trace.add(`error ${client.error}`);
    if (client.state !== this.state && client.state === 'closed') trace.add('close');
    this.state = client.state;
    this.ended = client.ended;
    this.error = client.error;
  }
}

const noPath = (): string | undefined => undefined;

/** A way that takes no time: what both sides do in one turn then happens in that order. */
const LOOPBACK = { latency: 0, rate: Number.POSITIVE_INFINITY };

// Loopback's kernel buffers are larger than the high-water mark, and some scenarios need that.
const BUFFERS = { receiveBuffer: 524_288, sendBuffer: 524_288 };

function simulated(isUnix: boolean, options: SimulatedNetworkOptions): NetworkUnderTest {
  const network = simulatedNetwork({ ...BUFFERS, ...options });
  let paths = 0;
  const quiet = async () => {
    network.advance(QUIET_TIME);
  };
  return {
    isUnix,
    transport: network,
    path: isUnix
      ? () => {
          paths += 1;
          return `/simulated/${paths}.sock`;
        }
      : noPath,
    connect: (address) => new SimulatedClientSide(network.connect(address)),
    quiet,
    until: async (what, condition) => {
      const giveUpAt = network.clock.now() + PATIENCE;
      for (network.settle(); !condition(); network.advance(1)) {
        if (network.clock.now() > giveUpAt) throw new Error(`waited in vain for ${what}`);
      }
    },
  };
}

function real(isUnix: boolean): NetworkUnderTest {
  return {
    isUnix,
    transport: tcpTransport(),
    path: isUnix ? () => join(aFolder(), 's.sock') : noPath,
    connect: (address) => new RealClient(address, isUnix),
    quiet: () => turns(QUIET_TURNS),
    until,
  };
}

/** Each test makes a new one, so that nothing is shared. */
export const NETWORKS = {
  'the simulated network': () => simulated(false, {}),
  'simulated loopback': () => simulated(false, LOOPBACK),
  'real TCP': () => real(false),
  'simulated unix sockets': () => simulated(true, LOOPBACK),
  'real unix sockets': () => real(true),
} as const satisfies Record<string, () => NetworkUnderTest>;

export const ALL_NETWORKS = Object.entries(NETWORKS);
