import { join } from 'node:path';
import { connect as connectTls } from 'node:tls';
import { createActor } from 'xstate';
import { tcpServer } from '../../../actors/listener/tcpServer';
import { listConnections } from '../../../actors/server/listConnections';
import { singleServer } from '../../../actors/server/singleServer';
import type { ConnectionInfo } from '../../../machines/connection/connectionInfo';
import { proxyHeader } from '../../../machines/connection/proxyHeader';
import type { ProxyHeaderInput } from '../../../machines/connection/proxyMessage';
import type { TcpServerMessage } from '../../../machines/listener/tcpServerMessages';
import type { ProxyProtocolOptions } from '../../../machines/options/proxyOptions';
import type { ServerOptions } from '../../../machines/options/serverOptions';
import type { SingleServerMessage } from '../../../machines/server/singleServerMessages';
import { afterwards, leaveNothingBehind } from '../../support/afterwards';
import { selfSigned } from '../../support/certificate';
import { Client } from '../../support/client';
import { aFolder } from '../../support/folder';
import { Heard } from '../../support/heard';
import { serve } from '../../support/serve';
import { turns, until } from '../../support/until';

leaveNothingBehind();

const proxyProtocol: ProxyProtocolOptions = { from: ['127.0.0.0/8', '::1'] };

const CLIENT = {
  family: 'IPv4',
  source: { address: '192.0.2.7', port: 51_000 },
  destination: { address: '198.51.100.1', port: 443 },
} as const satisfies ProxyHeaderInput;

const headerOf = (address: string, port = 51_000): Uint8Array =>
  proxyHeader({ ...CLIENT, source: { address, port } });

/** A server behind a proxy, and a client that is one. */
async function behind(options: ServerOptions = {}) {
  const served = await serve({ proxyProtocol, ...options });
  return { ...served, proxy: () => Client.to(served.address) };
}

const ANNOUNCED: Partial<ConnectionInfo> = {
  peer: '192.0.2.7',
  peerport: 51_000,
  localip: '198.51.100.1',
  localport: 443,
  family: 'IPv4',
};

describe('a server behind a proxy', () => {
  it.each([
    ['a line of version 1', 'PROXY TCP4 192.0.2.7 198.51.100.1 51000 443\r\n', 1],
    ['a header of version 2', proxyHeader(CLIENT), 2],
  ] as const)(
    'takes whom %s announces for the peer, and says who did',
    async (_, header, version) => {
      const { said, proxy, address } = await behind();
      const client = await proxy();
      client.send(header).send('hello');
      await client.getsText('hello');
      const { connection } = await said.one('connected');
      expect(connection).toMatchObject({
        ...ANNOUNCED,
        proxy: {
          version,
          announces: 'IPv4',
          peer: '127.0.0.1',
          peerport: client.port,
          localip: '127.0.0.1',
          localport: (address as { port: number }).port,
          family: 'IPv4',
        },
      });
      client.end();
      // What stands in the header is the proxy's, and not the client's.
      expect(await said.one('disconnected')).toMatchObject({
        connection,
        howDied: 'peerClosed',
        bytesReceived: 5,
        bytesSent: 5,
      });
    },
  );

  it('starts no handler and tells no app before the header is there', async () => {
    const { server, said, proxy } = await behind();
    const client = await proxy();
    const header = proxyHeader(CLIENT);
    client.send(header.subarray(0, header.length - 1));
    await until('the connection', () => listConnections(server).length === 1);
    await turns(20);
    expect(said.types).toEqual(['listening']);
    expect(listConnections(server)[0]).toMatchObject({
      state: { announcing: 'waiting' },
      handler: undefined,
      bytesReceived: 0,
    });
    client.send(header.subarray(header.length - 1));
    const { connection } = await said.one('connected');
    expect(listConnections(server)[0]?.connection).toEqual(connection);
    await client.send('x').gets(1);
  });

  it.each([
    ['version 1', 'PROXY TCP4 192.0.2.7 198.51.100.1 51000 443\r\n'],
    ['version 2', proxyHeader({ ...CLIENT, tlvs: [{ type: 2, value: Buffer.from('a.example') }] })],
  ])(
    'takes a header of %s that is split at any byte, and what is behind it unharmed',
    async (_, header) => {
      const { said, proxy } = await behind();
      const all = Buffer.concat([Buffer.from(header), Buffer.from('behind it')]);
      for (let at = 1; at < all.length; at += 1) {
        const client = await proxy();
        client.send(all.subarray(0, at));
        await turns(3);
        client.send(all.subarray(at));
        await client.getsText('behind it');
        client.end();
        await client.ended();
      }
      expect(said.count('proxyFailed')).toBe(0);
      expect(said.of('connected').every(({ connection }) => connection.peer === '192.0.2.7')).toBe(
        true,
      );
    },
  );

  it('hears the FIN that came together with the header', async () => {
    const { said, proxy } = await behind();
    const client = await proxy();
    client.end(Buffer.concat([proxyHeader(CLIENT), Buffer.from('all of it')]));
    await client.getsText('all of it');
    await client.ended();
    expect((await said.one('disconnected')).howDied).toBe('peerClosed');
  });

  it('takes a proxy that speaks for itself for its own peer', async () => {
    const { said, proxy } = await behind();
    const client = await proxy();
    client.send(proxyHeader({ family: 'local' })).send('x');
    await client.gets(1);
    const { connection } = await said.one('connected');
    expect(connection).toMatchObject({
      peer: '127.0.0.1',
      peerport: client.port,
      proxy: { announces: 'local' },
    });
  });

  it.each([
    ['UNKNOWN of version 1', 'PROXY UNKNOWN ffff::1 ffff::2 1 2\r\n'],
    ['UNSPEC of version 2', proxyHeader({ family: 'unknown' })],
  ])('takes the proxy itself for the peer where it says %s', async (_, header) => {
    const { said, proxy } = await behind();
    const client = await proxy();
    client.send(header).send('x');
    await client.gets(1);
    expect((await said.one('connected')).connection).toMatchObject({
      peer: '127.0.0.1',
      peerport: client.port,
      proxy: { announces: 'unknown' },
    });
  });

  it('takes clients of unix sockets and of IPv6 that are announced', async () => {
    const { said, proxy } = await behind();
    const first = await proxy();
    await first
      .send(proxyHeader({ family: 'unix', source: '', destination: '/run/in.sock' }))
      .send('x')
      .gets(1);
    const second = await proxy();
    const source = { address: '2001:db8::7', port: 7 };
    await second
      .send(proxyHeader({ family: 'IPv6', source, destination: source }))
      .send('x')
      .gets(1);
    expect(
      said.of('connected').map(({ connection: { family, peer, path } }) => [family, peer, path]),
    ).toEqual([
      ['unix', '', '/run/in.sock'],
      ['IPv6', '2001:db8::7', undefined],
    ]);
    // It is a connection of TCP all the same, and can be reset.
    first.socket.resetAndDestroy();
    expect((await said.one('disconnected')).howDied).toBe('reset');
  });

  it('tells a handler all that the proxy has added', async () => {
    const { said, proxy } = await behind();
    const text = (value: string) => Buffer.from(value);
    const tlv = (type: number, value: Uint8Array) => ({ type, value });
    const inner = proxyHeader({
      ...CLIENT,
      tlvs: [tlv(0x21, text('TLSv1.3')), tlv(0x22, text('alice'))],
    });
    const ssl = Buffer.concat([Buffer.of(0x03, 0, 0, 0, 0), inner.subarray(28)]);
    const client = await proxy();
    client.send(
      proxyHeader({
        ...CLIENT,
        tlvs: [
          tlv(0x01, text('h2')),
          tlv(0x02, text('www.example.org')),
          tlv(0x04, Buffer.alloc(3)),
          tlv(0x05, Buffer.of(0xca, 0xfe)),
          tlv(0x20, ssl),
          tlv(0xea, text('\x01vpce-08d2bf15fac5001c9')),
          tlv(0xee, Buffer.of(1, 0x78, 0x56, 0x34, 0x12)),
          tlv(0xe5, Buffer.of(7)),
        ],
      }),
    );
    expect((await said.one('connected')).connection.proxy).toMatchObject({
      alpn: 'h2',
      authority: 'www.example.org',
      uniqueId: 'cafe',
      ssl: {
        secured: true,
        certificate: 'connection',
        verified: true,
        version: 'TLSv1.3',
        commonName: 'alice',
      },
      awsVpcEndpoint: 'vpce-08d2bf15fac5001c9',
      azureLinkId: 0x12345678,
      tlvs: [{ type: 0xe5, hex: '07' }],
    });
  });

  it('speaks TLS behind the header, also where both came in one piece', async () => {
    const { key, cert } = selfSigned('localhost');
    const { said, proxy } = await behind({ tls: { key, cert } });
    const client = await proxy();
    // Corked, so that the header and the first message of the handshake are one write.
    client.socket.cork();
    client.socket.write(proxyHeader(CLIENT));
    client.socket.removeAllListeners('data');
    const secured = connectTls({ socket: client.socket, rejectUnauthorized: false });
    afterwards(() => {
      secured.destroy();
    });
    setImmediate(() => client.socket.uncork());
    const chunks: Buffer[] = [];
    secured.on('data', (chunk) => chunks.push(chunk));
    secured.on('error', () => {});
    secured.write('hello');
    await until('the answer', () => Buffer.concat(chunks).toString() === 'hello');
    expect((await said.one('connected')).connection).toMatchObject({
      ...ANNOUNCED,
      tls: { protocol: 'TLSv1.3' },
      proxy: { peer: '127.0.0.1' },
    });
  });

  it('says of a handshake that fails behind the header whose it was', async () => {
    const { key, cert } = selfSigned('localhost');
    const { said, proxy } = await behind({ tls: { key, cert } });
    const client = await proxy();
    client.send(Buffer.concat([proxyHeader(CLIENT), Buffer.from('this is no TLS\r\n\r\n')]));
    expect(await said.one('handshakeFailed')).toMatchObject({
      howDied: 'tlsError',
      connection: ANNOUNCED,
    });
    expect(said.types).toEqual(['listening', 'handshakeFailed']);
  });

  it('listens on a unix socket, and believes whoever may connect there', async () => {
    const path = join(aFolder(), 's');
    const { said, proxy } = await behind({ path, proxyProtocol: { from: ['unix:'] } });
    const client = await proxy();
    await client.send(proxyHeader(CLIENT)).send('x').gets(1);
    expect((await said.one('connected')).connection).toMatchObject({
      ...ANNOUNCED,
      proxy: { family: 'unix', path, peer: '' },
    });
  });
});

describe('a sender that is believed', () => {
  it.each([
    ['plain text', 'GET / HTTP/1.1\r\n'],
    ['a port that is none', 'PROXY TCP4 192.0.2.7 198.51.100.1 51000 99999\r\n'],
    [
      'a version that there is not',
      Buffer.concat([proxyHeader(CLIENT).subarray(0, 12), Buffer.of(0x31)]),
    ],
  ])(
    'and sends %s in place of a header ends with an error, and with no handler',
    async (_, bytes) => {
      const { said, proxy } = await behind();
      const client = await proxy();
      client.send(bytes);
      const { howDied, error, connection } = await said.one('proxyFailed');
      expect(howDied).toBe('proxyError');
      expect(error).toMatchObject({ code: 'XN_BAD_PROXY_HEADER' });
      expect(connection.peer).toBe('127.0.0.1');
      await client.ended();
      expect(said.types).toEqual(['listening', 'proxyFailed']);
    },
  );

  it('ends when it sends no header in time', async () => {
    const { said, proxy } = await behind({ proxyTimeout: 20 });
    const client = await proxy();
    client.send('PROXY TCP4');
    const { howDied, error } = await said.one('proxyFailed');
    expect(howDied).toBe('proxyTimeout');
    expect(error?.message).toContain('proxyTimeout (20 ms)');
    await client.ended();
  });

  it('may leave without a word, as health checks do', async () => {
    const { said, proxy } = await behind();
    (await proxy()).end();
    expect((await said.one('proxyFailed')).howDied).toBe('peerClosed');
    const second = await proxy();
    second.socket.resetAndDestroy();
    await until('the other', () => said.count('proxyFailed') === 2);
    expect(said.count('error')).toBe(0);
  });

  it('is told of no more than once where its server is drained or aborted meanwhile', async () => {
    const { said, proxy, server } = await behind({ shutdownTimeout: 50 });
    await proxy();
    await until('the connection', () => listConnections(server).length === 1);
    server.send({ type: 'control.serverShutdown' });
    expect((await said.one('proxyFailed')).howDied).toBe('shutdownTimeout');
    await said.one('shutdown');
  });

  it('may finish its header while the server drains, and its client is asked to finish', async () => {
    const { said, proxy, server } = await behind();
    const client = await proxy();
    await until('the connection', () => listConnections(server).length === 1);
    server.send({ type: 'control.serverShutdown' });
    client.send(proxyHeader(CLIENT));
    await said.one('connected');
    await client.ended();
    client.end();
    await said.one('shutdown');
  });
});

describe('somebody who is not believed', () => {
  const ofOthers: ProxyProtocolOptions = { from: ['192.0.2.0/24'] };

  it('is a client like any other, and a header of theirs is bytes', async () => {
    const { said, proxy } = await behind({ proxyProtocol: ofOthers });
    const client = await proxy();
    const forged = 'PROXY TCP4 192.0.2.7 198.51.100.1 51000 443\r\n';
    client.send(forged);
    await client.getsText(forged);
    const { connection } = await said.one('connected');
    expect(connection.peer).toBe('127.0.0.1');
    expect(connection.proxy).toBeUndefined();
  });

  it('is refused where others are, with that reason', async () => {
    const { said, proxy } = await behind({ proxyProtocol: { ...ofOthers, others: 'refuse' } });
    const client = await proxy();
    await client.ended();
    expect(await said.one('refused')).toMatchObject({
      reason: 'notAProxy',
      connection: { peer: '127.0.0.1' },
    });
    expect(said.types).toEqual(['listening', 'refused']);
  });

  it('is secured first where all are', async () => {
    const { key, cert } = selfSigned('localhost');
    const { said, proxy } = await behind({ proxyProtocol: ofOthers, tls: { key, cert } });
    (await proxy()).send(proxyHeader(CLIENT));
    expect((await said.one('handshakeFailed')).howDied).toBe('tlsError');
  });
});

describe('limits by address behind a proxy', () => {
  it.each([
    ['denied', { deny: ['192.0.2.0/24'] }],
    ['notAllowed', { allow: ['198.51.100.0/24'] }],
  ] as const)('refuse who is announced as %s', async (reason, limits) => {
    const { said, proxy, server } = await behind(limits);
    const client = await proxy();
    client.send(headerOf('192.0.2.7'));
    await client.ended();
    expect(await said.one('refused')).toMatchObject({ reason, connection: ANNOUNCED });
    expect(said.types).toEqual(['listening', 'refused']);
    await until('the end', () => listConnections(server).length === 0);
    await (await proxy()).send(headerOf('198.51.100.9')).send('x').gets(1);
  });

  it('count connections by whom they are for, and let go of those that are gone', async () => {
    const { said, proxy, server } = await behind({ maxConnectionsPerAddress: 1 });
    const first = await proxy();
    await first.send(headerOf('192.0.2.7')).send('x').gets(1);
    await (await proxy()).send(headerOf('192.0.2.8')).send('x').gets(1);
    const third = await proxy();
    third.send(headerOf('192.0.2.7', 2));
    await third.ended();
    expect((await said.one('refused')).reason).toBe('maxConnectionsPerAddress');
    first.end();
    await until('its end', () => listConnections(server).length === 1);
    await (await proxy()).send(headerOf('192.0.2.7', 3)).send('x').gets(1);
  });

  it('hold for rates, too', async () => {
    const { said, proxy } = await behind({ acceptsPerSecondPerAddress: 1 });
    await (await proxy()).send(headerOf('192.0.2.7')).send('x').gets(1);
    const second = await proxy();
    second.send(headerOf('192.0.2.7'));
    await second.ended();
    expect((await said.one('refused')).reason).toBe('acceptsPerSecondPerAddress');
    await (await proxy()).send(headerOf('192.0.2.8')).send('x').gets(1);
  });

  it('are not about a proxy that speaks for itself', async () => {
    const { proxy } = await behind({ allow: ['192.0.2.0/24'], maxConnectionsPerAddress: 1 });
    for (const _ of [1, 2]) {
      await (await proxy())
        .send(proxyHeader({ family: 'local' }))
        .send('x')
        .gets(1);
    }
  });

  it('that come while connections are announced count those later', async () => {
    const { said, proxy, server } = await behind();
    const first = await proxy();
    await until('the connection', () => listConnections(server).length === 1);
    server.send({ type: 'control.setLimits', limits: { maxConnectionsPerAddress: 1 } });
    await first.send(headerOf('127.0.0.1')).send('x').gets(1);
    const second = await proxy();
    second.send(headerOf('127.0.0.1'));
    await second.ended();
    expect((await said.one('refused')).reason).toBe('maxConnectionsPerAddress');
  });
});

describe('the other servers behind a proxy', () => {
  it('tell the same: a tcpServer', async () => {
    const server = createActor(tcpServer, { input: { host: '127.0.0.1', port: 0, proxyProtocol } });
    afterwards(() => {
      server.stop();
    });
    const said = new Heard<TcpServerMessage>(server);
    server.start();
    const { address } = await said.one('signal.listening');
    (await Client.to(address)).send(proxyHeader(CLIENT));
    expect((await said.one('protocolHandlerSignal.newCSA')).connection).toMatchObject(ANNOUNCED);
    (await Client.to(address)).send('none');
    expect((await said.one('signal.proxyFailed')).howDied).toBe('proxyError');
  });

  it('tell the same: a singleServer', async () => {
    const server = createActor(singleServer, {
      input: { host: '127.0.0.1', port: 0, proxyProtocol },
    });
    afterwards(() => {
      server.stop();
    });
    const said = new Heard<SingleServerMessage>(server);
    server.start();
    const { address } = await said.one('listening');
    (await Client.to(address)).send('none');
    expect((await said.one('proxyFailed')).howDied).toBe('proxyError');
    (await Client.to(address)).send(proxyHeader(CLIENT)).send('hello');
    expect(Buffer.from((await said.one('outbox')).data).toString()).toBe('hello');
    expect((await said.one('connected')).connection).toMatchObject(ANNOUNCED);
  });
});
