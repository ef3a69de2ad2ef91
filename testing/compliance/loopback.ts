import { mkdtempSync, rmSync } from 'node:fs';
import { connect, type Socket, type TcpNetConnectOpts } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Transport } from '../../actors/transport/transport';
import type { ServerAddress } from '../../machines/connection/connectionInfo';
import type { ClientSide, NetworkUnderTest } from './networkUnderTest';
import { SideTrace } from './sideTrace';

/** Turns of the event loop without news after which loopback has nothing more to say. */
const QUIET_TURNS = 25;

/** Milliseconds after which waiting is given up: long, because it says something only of failures. */
const PATIENCE = 8_000;

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/** Where to connect to, where all addresses mean loopback. */
function connectOptions(address: ServerAddress): TcpNetConnectOpts | { path: string } {
  if (address.family === 'unix') return { path: address.path };
  const { port } = address;
  const host = { '::': '::1', '0.0.0.0': '127.0.0.1' }[address.host] ?? address.host;
  return { port, host };
}

class LoopbackClient implements ClientSide {
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

/** A transport on real sockets of this machine, TCP or unix ones, with Node's own clients. */
export function loopbackUnderTest(transport: Transport, isUnix = false): NetworkUnderTest {
  const clients: ClientSide[] = [];
  const folders: string[] = [];
  return {
    transport,
    isUnix,
    uv: process.versions.uv,
    isSimulated: false,
    path: () => {
      if (!isUnix) return undefined;
      const folder = mkdtempSync(join(tmpdir(), 'xn-'));
      folders.push(folder);
      return join(folder, 's.sock');
    },
    missingFolder: join(tmpdir(), 'xn-no-such-folder'),
    connect: (address) => {
      const client = new LoopbackClient(address, isUnix);
      clients.push(client);
      return client;
    },
    quiet: async () => {
      for (let turns = 0; turns < QUIET_TURNS; turns += 1) await turn();
    },
    until: async (what, condition) => {
      const giveUpAt = performance.now() + PATIENCE;
      while (!condition()) {
        if (performance.now() > giveUpAt) throw new Error(`waited in vain for ${what}`);
        await turn();
      }
    },
    close: () => {
      for (const client of clients) client.destroy();
      for (const folder of folders) rmSync(folder, { recursive: true, force: true });
    },
  };
}
