import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer, type Socket } from 'node:net';
import { join } from 'node:path';
import { Command } from '../cli/support/command';
import { compiledCommand } from '../cli/support/compiled';
import { afterwards, leaveNothingBehind } from '../support/afterwards';
import { aFolder } from '../support/folder';
import { randomBytes } from '../support/pattern';
import { soon, until } from '../support/until';

leaveNothingBehind();

const PATIENCE = 25_000;

/** `xstate-net connect`, as a process whose standard input is in our hands. */
class Connect {
  readonly process;
  private readonly chunks: Buffer[] = [];
  stderr = '';
  private readonly closed: Promise<unknown[]>;

  constructor(...args: readonly string[]) {
    this.process = spawn(process.execPath, [compiledCommand(), 'connect', ...args]);
    this.process.stdout.on('data', (chunk: Buffer) => this.chunks.push(chunk));
    this.process.stderr.on('data', (chunk: Buffer) => {
      this.stderr += chunk.toString();
    });
    this.process.stdin.on('error', () => {});
    this.closed = once(this.process, 'close');
    afterwards(() => void this.process.kill('SIGKILL'));
  }

  get stdout(): Buffer {
    return Buffer.concat(this.chunks);
  }

  say(input: string | Buffer): this {
    this.process.stdin.end(input);
    return this;
  }

  /** Its exit status. */
  async status(): Promise<unknown> {
    const [status] = await soon('the end of the command', this.closed, PATIENCE);
    return status;
  }
}

/** Somebody else's server, and its first connection. */
async function serverOf(serve: (socket: Socket) => void): Promise<string> {
  const server = createServer({ allowHalfOpen: true }, (socket) => {
    socket.on('error', () => {});
    afterwards(() => void socket.destroy());
    serve(socket);
  }).listen(0, '127.0.0.1');
  afterwards(() => void server.close());
  await once(server, 'listening');
  return String((server.address() as { port: number }).port);
}

describe('xstate-net connect', () => {
  beforeAll(() => void compiledCommand(), 120_000);

  it('carries what it is given and what it hears, and ends when both sides have', async () => {
    const { port } = await Command.serve('echo');
    const bytes = Buffer.from(randomBytes(3_000_001));
    const command = new Connect('127.0.0.1', String(port)).say(bytes);
    expect(await command.status()).toBe(0);
    expect(command.stdout.equals(bytes)).toBe(true);
    expect(command.stderr).toBe('');
  });

  it('connects to a unix socket', async () => {
    const path = join(aFolder(), 's');
    await Command.serve('echo', '--path', path);
    const command = new Connect('--path', path).say('hello');
    expect(await command.status()).toBe(0);
    expect(command.stdout.toString()).toBe('hello');
  });

  it('goes on sending when the server has finished, until its input ends', async () => {
    const heard: Buffer[] = [];
    const port = await serverOf((socket) => {
      socket.end('bye');
      socket.on('data', (data) => heard.push(data));
    });
    const command = new Connect(port);
    await soon('the bye', once(command.process.stdout, 'data'), PATIENCE);
    command.say('still here');
    expect(await command.status()).toBe(0);
    expect(Buffer.concat(heard).toString()).toBe('still here');
  });

  it('ends with the server when it is to read no input', async () => {
    const { port } = await Command.serve('daytime');
    const command = new Connect('--no-stdin', '127.0.0.1', String(port));
    expect(await command.status()).toBe(0);
    expect(command.stdout.toString()).toMatch(/UTC\r\n$/);
  });

  it('sends lines with CR LF, and prints them with LF and harmless', async () => {
    const heard: Buffer[] = [];
    const port = await serverOf((socket) => {
      socket.write('220 \x1b[2Jready\r\n');
      socket.on('data', (data) => heard.push(data));
      socket.on('end', () => socket.end());
    });
    const command = new Connect('--lines', port).say('EHLO me\nQUIT\n');
    expect(await command.status()).toBe(0);
    expect(Buffer.concat(heard).toString()).toBe('EHLO me\r\nQUIT\r\n');
    expect(command.stdout.toString()).toBe('220 \\x1b[2Jready\n');
  });

  it('reads no faster than the server takes', async () => {
    const sockets: Socket[] = [];
    let taken = 0;
    const port = await serverOf((socket) => {
      sockets.push(socket);
      socket.on('data', (data: Buffer) => {
        taken += data.length;
      });
      socket.on('end', () => socket.end());
      if (sockets.length === 1) socket.pause();
    });
    const command = new Connect(port);
    // Far more than all buffers on the way hold.
    const bytes = 64 * 1024 * 1024;
    command.say(Buffer.alloc(bytes));
    await until('its connection', () => sockets.length === 1, PATIENCE);
    // Meanwhile another one comes, says all that it has, and goes.
    expect(await new Connect(port).say('hello').status()).toBe(0);
    expect(command.process.stdin.writableLength).toBe(bytes);
    sockets[0]?.resume();
    expect(await command.status()).toBe(0);
    expect(taken).toBe(bytes + 5);
  });

  it('has had enough when nobody reads what it writes', async () => {
    const { port } = await Command.serve('chargen');
    const command = new Connect('--no-stdin', '127.0.0.1', String(port));
    await soon('its output', once(command.process.stdout, 'data'), PATIENCE);
    command.process.stdout.destroy();
    expect(await command.status()).toBe(0);
    expect(command.stderr).toBe('');
  });

  it.each([
    ['SIGINT', 130],
    ['SIGTERM', 143],
  ] as const)('breaks off on %s, with status %i', async (signal, status) => {
    const port = await serverOf((socket) => void socket.write('hello'));
    const command = new Connect(port);
    await soon('its output', once(command.process.stdout, 'data'), PATIENCE);
    command.process.kill(signal);
    expect(await command.status()).toBe(status);
  });

  it('says that a connection was lost, and what had gone each way', async () => {
    const port = await serverOf((socket) => {
      socket.once('data', () => void socket.resetAndDestroy());
    });
    const command = new Connect(port);
    command.process.stdin.write('hello');
    expect(await command.status()).toBe(1);
    expect(command.stderr).toMatch(
      /^xstate-net: the connection to 127\.0\.0\.1:\d+ was broken off by the peer.*: 0 bytes received, 5 sent \[XN_CONNECTION_LOST\]\n$/,
    );
  });

  it.each([
    [['127.0.0.1', '1'], 'XN_CONNECTION_REFUSED'],
    [['--path', '/nowhere/at.all'], 'XN_CONNECTION_REFUSED'],
    [['nobody.invalid', '7'], 'XN_BAD_HOST'],
    [[], 'XN_BAD_USAGE'],
    [['localhost'], 'XN_BAD_USAGE'],
    [['localhost', 'smtp'], 'XN_BAD_USAGE'],
    [['a', '1', 'b'], 'XN_BAD_USAGE'],
    [['--path', '/x', '1'], 'XN_BAD_USAGE'],
    [['1', '--connect-timeout', 'soon'], 'XN_BAD_USAGE'],
    [['localhost', '65536'], 'XN_BAD_PORT'],
  ])('says in one line what is wrong with %j: %s', async (args, code) => {
    const command = new Connect(...args).say('');
    expect(await command.status()).toBe(1);
    expect(command.stderr).toMatch(new RegExp(`^xstate-net: [^\\n]+\\[${code}\\]\\n$`));
    expect(command.stdout.toString()).toBe('');
  });
});
