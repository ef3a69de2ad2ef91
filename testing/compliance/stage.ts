import type { Listening, TransportSocket } from '../../actors/transport/transport';
import type { ServerAddress } from '../../machines/connection/connectionInfo';
import { resolveServerOptions } from '../../machines/options/resolveOptions';
import type { ServerOptions } from '../../machines/options/serverOptions';
import type { ClientSide, NetworkUnderTest } from './networkUnderTest';
import { SideTrace } from './sideTrace';

/** Bytes that tell where they belong. */
export function pattern(length: number, start = 0): Buffer {
  const bytes = Buffer.allocUnsafe(length);
  for (let index = 0; index < length; index += 1) bytes[index] = (start + index * 7) % 251;
  return bytes;
}

/** The server's side of a connection, and what it saw. */
export interface ServerSide {
  readonly socket: TransportSocket;
  readonly trace: SideTrace;
}

/** A listening socket and the connections that it took. */
export class Listener {
  readonly told: string[] = [];
  readonly accepted: ServerSide[] = [];
  readonly listening: Listening;
  address: ServerAddress | undefined;

  constructor(
    private readonly network: NetworkUnderTest,
    options: ServerOptions = {},
  ) {
    const path = options.path ?? network.path();
    const where = path === undefined ? { host: '127.0.0.1', port: 0 } : { path };
    const resolved = resolveServerOptions({ ...where, ...options });
    this.listening = network.transport.listen(
      { port: resolved.port, options: resolved },
      {
        listening: (address) => {
          this.told.push('listening');
          this.address = address;
        },
        connection: (socket) => this.accept(socket),
        failed: (error) => this.told.push(`failed ${error.code}`),
        error: (error) => this.told.push(`error ${error.code}`),
        closed: () => this.told.push('closed'),
      },
    );
  }

  async ready(): Promise<this> {
    await this.network.until('listening', () => this.told.length > 0);
    return this;
  }

  /** A client, and the server's side of its connection. */
  async connection(): Promise<readonly [ClientSide, ServerSide]> {
    const client = this.network.connect(this.address as ServerAddress);
    const before = this.accepted.length;
    await this.network.until('the connection', () => this.accepted.length > before);
    await this.network.quiet();
    return [client, this.accepted[before] as ServerSide];
  }

  /** Ends all that it took, and listens no more. */
  leave(): void {
    for (const { socket } of this.accepted) socket.destroy();
    this.listening.close();
  }

  private accept(socket: TransportSocket): void {
    const trace = new SideTrace();
    this.accepted.push({ socket, trace });
    socket.on('data', (data) => trace.data(data));
    socket.on('end', () => trace.add('end'));
    socket.on('drain', () => trace.add('drain'));
    socket.on('finish', () => trace.add('finish'));
    socket.on('error', ({ code }) => trace.add(`error ${code}`));
    socket.on('close', () => trace.add('close'));
    // As the code under it does: a 'data' listener alone must not start the flow.
    socket.pause();
  }
}

/** Where a scenario is played: one connection, and words that are put into both traces. */
export class Stage {
  constructor(
    readonly network: NetworkUnderTest,
    readonly listener: Listener,
    readonly client: ClientSide,
    readonly server: ServerSide,
  ) {}

  get socket(): TransportSocket {
    return this.server.socket;
  }

  static async set(network: NetworkUnderTest, options: ServerOptions = {}): Promise<Stage> {
    const listener = await new Listener(network, options).ready();
    const [client, server] = await listener.connection();
    return new Stage(network, listener, client, server);
  }

  /** Lets all that is under way arrive, and then does the next thing. */
  async next(word: string, action: () => void): Promise<void> {
    await this.network.quiet();
    this.client.trace.add(`- ${word}`);
    this.server.trace.add(`- ${word}`);
    action();
  }

  async until(what: string, condition: () => boolean): Promise<void> {
    await this.network.until(what, condition);
  }

  /**
   * Writes to a peer that does not read until nothing moves any more; returns how many bytes. How often
   * the socket drains on the way depends on the kernels' buffers, so that is not traced.
   */
  async fill(): Promise<number> {
    const { socket, server } = this;
    const block = pattern(65_536);
    let written = 0;
    while (socket.writableLength === 0) {
      while (socket.writableLength === 0) {
        socket.write(block);
        written += block.length;
      }
      await this.network.quiet();
    }
    server.trace.forget('drain');
    return written;
  }
}
