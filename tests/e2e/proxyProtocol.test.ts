import { spawn, spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { join } from 'node:path';
import { parseProxyHeader, proxyHeader } from 'xstate-net';
import { afterwards, leaveNothingBehind } from '../support/afterwards';
import { selfSigned } from '../support/certificate';
import { aFolder } from '../support/folder';
import { type Served, serve } from '../support/serve';
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

/** HAProxy in front of a server on this port of 127.0.0.1, with these words on its line; the port of the whole. */
async function haproxyBefore(backend: number, words: string, more = ''): Promise<number> {
  if (spawnSync('haproxy', ['-v']).error !== undefined) {
    throw new Error('haproxy is missing; apt-get install haproxy');
  }
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
${more}  server one 127.0.0.1:${backend} ${words}
`,
  );
  const haproxy = spawn('haproxy', ['-db', '-f', file], { stdio: 'ignore' });
  const gone = new Promise((resolve) => haproxy.once('close', resolve));
  afterwards(async () => {
    haproxy.kill('SIGKILL');
    await gone;
  });
  return port;
}

/** A client by way of it, once it listens. */
async function clientOf(port: number): Promise<Socket> {
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
  return connected;
}

/** What a connection by way of HAProxy, with this on its server's line, brings. */
async function viaHaproxy(words: string): Promise<{ bytes: Buffer; source: number }> {
  const chunks: Buffer[] = [];
  const backend = await listening((socket) => {
    socket.on('data', (chunk) => chunks.push(chunk));
    afterwards(() => {
      socket.destroy();
    });
  });
  const connected = await clientOf(await haproxyBefore(portOf(backend), words));
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

const proxyProtocol = { from: ['127.0.0.0/8'] };
const serverPort = ({ address }: Served) => (address as { readonly port: number }).port;

describe('a server behind a real HAProxy', () => {
  it.each([
    ['send-proxy', 1],
    ['send-proxy-v2', 2],
    ['send-proxy-v2 proxy-v2-options unique-id,crc32c', 2],
  ] as const)('with %s knows the client, and serves it', async (words, version) => {
    const served = await serve({ proxyProtocol });
    const client = await clientOf(await haproxyBefore(serverPort(served), words));
    const chunks: Buffer[] = [];
    client.on('data', (chunk) => chunks.push(chunk));
    client.write('hello');
    await until('the answer', () => Buffer.concat(chunks).toString() === 'hello');
    const { connection } = await served.said.one('connected');
    expect(connection).toMatchObject({
      peer: '127.0.0.1',
      peerport: client.localPort,
      localport: client.remotePort,
      proxy: { version, announces: 'IPv4', peer: '127.0.0.1', localport: serverPort(served) },
    });
    expect(connection.proxy?.peerport).not.toBe(client.localPort);
    client.end();
    expect((await served.said.one('disconnected')).bytesReceived).toBe(5);
  });

  it('speaks TLS with it behind the header', async () => {
    const { key, cert } = selfSigned('localhost');
    const served = await serve({ proxyProtocol, tls: { key, cert } });
    const words = 'send-proxy-v2 ssl verify none';
    const client = await clientOf(await haproxyBefore(serverPort(served), words));
    const chunks: Buffer[] = [];
    client.on('data', (chunk) => chunks.push(chunk));
    client.write('hello');
    await until('the answer', () => Buffer.concat(chunks).toString() === 'hello');
    expect((await served.said.one('connected')).connection).toMatchObject({
      peerport: client.localPort,
      tls: { protocol: 'TLSv1.3' },
    });
  });

  it('answers its health checks, which are for nobody', async () => {
    const served = await serve({ proxyProtocol, allow: ['192.0.2.0/24'] });
    const words = 'send-proxy-v2 check check-send-proxy inter 50ms';
    const check = '  option tcp-check\n  tcp-check send hello\n  tcp-check expect string hello\n';
    await haproxyBefore(serverPort(served), words, check);
    const checks = await served.said.many('connected', 3);
    for (const { connection } of checks) {
      expect(connection.proxy).toMatchObject({ announces: 'local', version: 2 });
    }
    expect(served.said.count('proxyFailed')).toBe(0);
    expect(served.said.count('refused')).toBe(0);
  });

  it('takes its health checks without a header for what they are, and serves on', async () => {
    const served = await serve({ proxyProtocol });
    const port = await haproxyBefore(serverPort(served), 'send-proxy check inter 50ms');
    const client = await clientOf(port);
    client.write('hello');
    await served.said.one(
      'connected',
      ({ connection }) => connection.peerport === client.localPort,
    );
    const isCheck = (type: string) => type === 'refused' || type === 'proxyFailed';
    await until('some checks', () => served.said.types.filter(isCheck).length > 2);
    expect(served.said.of('connected').map(({ connection }) => connection.peerport)).toEqual([
      client.localPort,
    ]);
    expect(served.said.count('error')).toBe(0);
  });

  it('knows whom curl --haproxy-protocol announces', async () => {
    const served = await serve({ proxyProtocol });
    const url = `http://127.0.0.1:${serverPort(served)}/`;
    const curl = spawn('curl', ['-s', '-N', '--http0.9', '--haproxy-protocol', url]);
    let printed = '';
    curl.stdout.on('data', (chunk) => {
      printed += chunk;
    });
    const gone = new Promise((resolve) => curl.once('close', resolve));
    await until('the answer', () => printed.startsWith('GET / HTTP/1.1'));
    expect((await served.said.one('connected')).connection).toMatchObject({
      peer: '127.0.0.1',
      proxy: { version: 1, announces: 'IPv4' },
    });
    curl.kill();
    await gone;
  });
});
