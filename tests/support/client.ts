import { connect, type Socket, type TcpNetConnectOpts } from 'node:net';
import type { ServerAddress } from '../../machines/connection/connectionInfo';
import { afterwards } from './afterwards';
import { soon, until } from './until';

/** Where to connect to: an address as servers tell it, where all addresses mean loopback. */
export function connectOptions(address: ServerAddress): TcpNetConnectOpts | { path: string } {
  if (address.family === 'unix') return { path: address.path };
  const { port } = address;
  const host = { '::': '::1', '0.0.0.0': '127.0.0.1' }[address.host] ?? address.host;
  return { port, host };
}

/** A client on a real socket. It closes neither half by itself. */
export class Client {
  private readonly chunks: Buffer[] = [];
  received = 0;
  /** The server's FIN was read. */
  hasEnded = false;
  hasClosed = false;
  error: NodeJS.ErrnoException | undefined;

  constructor(readonly socket: Socket) {
    socket.on('data', (chunk) => {
      this.chunks.push(chunk);
      this.received += chunk.length;
    });
    socket.on('end', () => {
      this.hasEnded = true;
    });
    socket.on('error', (error) => {
      this.error = error;
    });
    socket.on('close', () => {
      this.hasClosed = true;
    });
    afterwards(async () => {
      socket.destroy();
      await this.closed();
    });
  }

  /** Connects; one that is paused does not read, so that the kernels' buffers fill. */
  static async to(address: ServerAddress, { paused = false } = {}): Promise<Client> {
    const socket = connect({ ...connectOptions(address), allowHalfOpen: true });
    const client = new Client(socket);
    if (paused) socket.pause();
    await soon(
      'the connection',
      new Promise<void>((resolve, reject) => {
        socket.once('connect', resolve);
        socket.once('error', reject);
      }),
    );
    return client;
  }

  get port(): number {
    return this.socket.localPort ?? 0;
  }

  get bytes(): Buffer {
    return Buffer.concat(this.chunks);
  }

  get text(): string {
    return this.bytes.toString();
  }

  send(data: Uint8Array | string): this {
    this.socket.write(data);
    return this;
  }

  /** FIN: goes on reading. */
  end(data?: Uint8Array | string): this {
    if (data === undefined) this.socket.end();
    else this.socket.end(data);
    return this;
  }

  /** RST; while a FIN is on its way libuv refuses to reset, and Node would never close. */
  reset(): this {
    const { socket } = this;
    if (socket.writableEnded && !socket.writableFinished) socket.destroy();
    else socket.resetAndDestroy();
    return this;
  }

  pause(): this {
    this.socket.pause();
    return this;
  }

  resume(): this {
    this.socket.resume();
    return this;
  }

  /** All that was received, once it is so much. */
  async gets(length: number): Promise<Buffer> {
    await until(`${length} bytes, has ${this.received}`, () => this.received >= length);
    return this.bytes;
  }

  async getsText(text: string): Promise<void> {
    await until(`the text ${JSON.stringify(text)}`, () => this.text.includes(text));
  }

  /** All that was received, once the server's FIN has come. */
  async ended(): Promise<Buffer> {
    await until('the end of the stream', () => this.hasEnded || this.hasClosed);
    if (!this.hasEnded) throw new Error(`no FIN, but ${this.error?.code ?? 'a silent close'}`);
    return this.bytes;
  }

  /** The error by which the connection ended, once it is closed. */
  async closed(): Promise<string | undefined> {
    await until('the connection to be closed', () => this.hasClosed);
    return this.error?.code;
  }
}
