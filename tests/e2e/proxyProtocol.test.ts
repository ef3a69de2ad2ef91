import { spawn, spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { join } from 'node:path';
import { parseProxyHeader, proxyHeader } from 'xstate-net';
import { afterwards, leaveNothingBehind } from '../support/afterwards';
import { aFolder } from '../support/folder';
import { until } from '../support/until';

leaveNothingBehind();

const portOf = (server: Server) => (server.address() as { port: number }).port;

async function listening(onSocket: (socket: Socket) => void): Promise<Server> {
  const server = createServer(onSocket);
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  afterwards(() => {
    server.close();
  });
  return server;
}

/** A port that was free a moment ago: HAProxy can be told no other. */
async function freePort(): Promise<number> {
  const server = await listening(() => {});
  const port = portOf(server);
  await new Promise((resolve) => server.close(resolve));
  return port;
}

/** What a connection by way of HAProxy, with this on its server's line, brings. */
async function viaHaproxy(words: string): Promise<{ bytes: Buffer; source: number }> {
  if (spawnSync('haproxy', ['-v']).error !== undefined) {
    throw new Error('haproxy is missing; apt-get install haproxy');
  }
  const chunks: Buffer[] = [];
  const backend = await listening((socket) => {
    socket.on('data', (chunk) => chunks.push(chunk));
    afterwards(() => {
      socket.destroy();
    });
  });
  const port = await freePort();
  const file = join(aFolder(), 'haproxy.cfg');
  writeFileSync(
    file,
    `defaults
  mode tcp
  timeout connect 5s
  timeout client 30s
  timeout server 30s
listen through
  bind 127.0.0.1:${port}
  server one 127.0.0.1:${portOf(backend)} ${words}
`,
  );
  const haproxy = spawn('haproxy', ['-db', '-f', file], { stdio: 'ignore' });
  const gone = new Promise((resolve) => haproxy.once('close', resolve));
  afterwards(async () => {
    haproxy.kill('SIGKILL');
    await gone;
  });
  let client: Socket | undefined;
  const dial = (): void => {
    const socket = connect(port, '127.0.0.1');
    socket.once('connect', () => {
      client = socket;
    });
    socket.once('error', () => setImmediate(dial));
  };
  dial();
  await until('HAProxy to listen', () => client !== undefined);
  const connected = client as unknown as Socket;
  afterwards(() => {
    connected.destroy();
  });
  connected.write('hello');
  const all = () => Buffer.concat(chunks);
  await until('what was sent behind the header', () => all().includes('hello'));
  return { bytes: all(), source: connected.localPort as number };
}

describe('the header that a real HAProxy sends', () => {
  it.each([
    ['send-proxy', 1],
    ['send-proxy-v2', 2],
    ['send-proxy-v2 proxy-v2-options unique-id,crc32c', 2],
  ])('with %s is understood', async (words, version) => {
    const { bytes, source } = await viaHaproxy(words);
    const parsed = parseProxyHeader(bytes);
    expect(parsed).toMatchObject({
      is: 'header',
      message: { version, family: 'IPv4', source: { address: '127.0.0.1', port: source } },
    });
    if (parsed.is !== 'header') return;
    expect(bytes.subarray(parsed.length).toString()).toBe('hello');
    if (parsed.message.tlvs.length > 0 || parsed.message.family !== 'IPv4') return;
    // What HAProxy writes of the same is the same to the byte.
    const { message } = parsed;
    expect(Buffer.from(proxyHeader(message))).toEqual(bytes.subarray(0, parsed.length));
  });
});
