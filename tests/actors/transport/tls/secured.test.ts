import { join } from 'node:path';
import { createActor } from 'xstate';
import { tcpServer } from '../../../../actors/listener/tcpServer';
import { listConnections } from '../../../../actors/server/listConnections';
import { singleServer } from '../../../../actors/server/singleServer';
import type { ConnectionInfo } from '../../../../machines/connection/connectionInfo';
import { outbox } from '../../../../machines/handler/say';
import { setupProtocol } from '../../../../machines/handler/setupProtocol';
import type { TcpServerMessage } from '../../../../machines/listener/tcpServerMessages';
import type { TlsOptions } from '../../../../machines/options/tlsOptions';
import { chargen } from '../../../../machines/protocols/chargen';
import type { SingleServerMessage } from '../../../../machines/server/singleServerMessages';
import { afterwards, leaveNothingBehind } from '../../../support/afterwards';
import { type Issued, selfSigned, signedBy } from '../../../support/certificate';
import { Client } from '../../../support/client';
import { aFolder } from '../../../support/folder';
import { Heard } from '../../../support/heard';
import { Run, sClient } from '../../../support/openssl';
import { serve } from '../../../support/serve';
import { tlsClient } from '../../../support/tlsClient';
import { turns, until } from '../../../support/until';

leaveNothingBehind();

let ours: Issued;
let tls: TlsOptions;

beforeAll(() => {
  ours = selfSigned('localhost');
  tls = { key: ours.key, cert: ours.cert };
});

/** Says at once what it knows of how its connection is secured. */
const tells = setupProtocol({
  types: { input: {} as ConnectionInfo, context: {} as { readonly line: string } },
}).createMachine({
  context: ({ input }) => ({ line: `${JSON.stringify(input.tls)}\n` }),
  entry: outbox(({ context }) => context.line),
  type: 'final',
});

const told = (text: string): unknown => JSON.parse(/^\{.*\}$/m.exec(text)?.[0] ?? 'null');

describe('a server with tls', () => {
  it('serves in TLS what it serves in plain text', async () => {
    const served = await serve({ tls });
    const client = await tlsClient(served.address);
    client.send('hello');
    await client.getsText('hello');
    client.end();
    await client.ended();
    const { howDied, bytesReceived, bytesSent } = await served.said.one('disconnected');
    expect({ howDied, bytesReceived, bytesSent }).toEqual({
      howDied: 'peerClosed',
      bytesReceived: 5,
      bytesSent: 5,
    });
    await served.drain();
    expect(served.said.types).toEqual([
      'listening',
      'connected',
      'disconnected',
      'closing',
      'shutdown',
    ]);
  });

  it.each([
    ['its text', () => tls],
    ['its bytes', () => ({ key: Buffer.from(ours.key), cert: Buffer.from(ours.cert) })],
    [
      'files',
      () => {
        const { keyFile: key, certFile: cert } = selfSigned('localhost');
        return { key, cert };
      },
    ],
  ])('takes a certificate as %s', async (_, options) => {
    const served = await serve({ tls: options() });
    const client = await tlsClient(served.address);
    await client.send('x').gets(1);
  });

  it('opens a key with its passphrase', async () => {
    const { key, cert } = selfSigned('localhost', { passphrase: 'a secret' });
    const served = await serve({ tls: { key, cert, passphrase: 'a secret' } });
    await (await tlsClient(served.address)).send('x').gets(1);
  });

  it('listens on a unix socket, too', async () => {
    const served = await serve({ tls, path: join(aFolder(), 's') });
    await (await tlsClient(served.address)).send('x').gets(1);
  });

  it('tells the handler and the app by what its connection is secured', async () => {
    const served = await serve({ tls: { ...tls, alpn: ['other', 'mine'] }, protocol: tells });
    const client = await tlsClient(served.address, {
      servername: 'www.example.org',
      ALPNProtocols: ['mine'],
    });
    const { connection } = await served.said.one('connected');
    expect(connection.tls).toEqual({
      protocol: 'TLSv1.3',
      cipher: 'TLS_AES_256_GCM_SHA384',
      servername: 'www.example.org',
      alpn: 'mine',
      resumed: false,
      authorized: false,
      authorizationError: undefined,
      peerCertificate: undefined,
    });
    await client.ended();
    expect(told(client.text)).toEqual(JSON.parse(JSON.stringify(connection.tls)));
  });

  it('starts no handler and tells no app before the handshake is over', async () => {
    const served = await serve({ tls, protocol: tells });
    const silent = await Client.to(served.address);
    await until('the connection', () => listConnections(served.server).length === 1);
    await turns(20);
    expect(served.said.types).toEqual(['listening']);
    expect(listConnections(served.server)[0]).toMatchObject({
      state: { securing: 'handshaking' },
      handler: undefined,
    });
    silent.end();
    await served.said.one('handshakeFailed');
    expect(silent.received).toBe(0);
    expect(served.said.types).toEqual(['listening', 'handshakeFailed']);
  });

  it('sends large answers whole, with back-pressure', async () => {
    const served = await serve({ tls, protocol: chargen as never });
    const client = await tlsClient(served.address);
    client.pause();
    await until('blocked sending', () => listConnections(served.server)[0]?.unsent !== 0);
    await turns(50);
    const before = listConnections(served.server)[0]?.bytesSaid;
    await turns(50);
    expect(listConnections(served.server)[0]?.bytesSaid).toBe(before);
    client.resume();
    await client.gets(5_000_000);
  });

  it('finishes with a close_notify, so that nobody takes the end for a truncation', async () => {
    const served = await serve({ tls, protocol: tells });
    for (const version of ['-tls1_2', '-tls1_3']) {
      const client = sClient(served.address, version, '-quiet');
      await client.ended();
      expect(client.printed).toContain('"protocol"');
      expect(client.printed).not.toContain('unexpected eof');
    }
  });

  it('answers the close_notify of a peer that is first, as well', async () => {
    const served = await serve({ tls });
    const client = sClient(served.address, '-quiet', '-no_ign_eof');
    await served.said.one('connected');
    client.endInput();
    await client.ended();
    expect(client.printed).not.toContain('unexpected eof');
    expect((await served.said.one('disconnected')).howDied).toBe('peerClosed');
  });

  it('breaks off with a reset when it aborts', async () => {
    const served = await serve({ tls });
    const client = await tlsClient(served.address);
    await served.said.one('connected');
    served.server.send({ type: 'control.shutdownMicroprocess' });
    expect(await client.closed()).toBe('ECONNRESET');
    expect((await served.said.one('disconnected')).howDied).toBe('aborted');
  });

  it('drains: what was begun is finished', async () => {
    const served = await serve({ tls });
    const client = await tlsClient(served.address);
    await client.send('x').gets(1);
    const drained = served.drain();
    await client.ended();
    client.end();
    await drained;
  });
});

describe('a client of a server with tls', () => {
  it.each(['GET / HTTP/1.0\r\n\r\n', 'hello, is anybody there?', '\0\0\0\0\0\0\0\0'])(
    'that speaks plain text (%j) ends quietly, with a reason',
    async (text) => {
      const served = await serve({ tls });
      (await Client.to(served.address)).send(text);
      const { howDied, error } = await served.said.one('handshakeFailed');
      expect(howDied).toBe('tlsError');
      expect((error as NodeJS.ErrnoException).code).toMatch(/^ERR_SSL_/);
      expect(served.said.count('error')).toBe(0);
      await (await tlsClient(served.address)).send('x').gets(1);
    },
  );

  it.each([
    ['says nothing and leaves', '', 'peerClosed'],
    ['leaves in the middle', '\x16\x03\x01\x02', 'peerClosed'],
  ])('that %s ends quietly', async (_, text, howDied) => {
    const served = await serve({ tls });
    (await Client.to(served.address)).end(Buffer.from(text, 'latin1'));
    expect(await served.said.one('handshakeFailed')).toMatchObject({ howDied, bytesReceived: 0 });
  });

  it('that breaks off in the middle ends with reset', async () => {
    const served = await serve({ tls });
    const client = await Client.to(served.address);
    client.send(Buffer.from([0x16, 3, 1]));
    await until('the connection', () => listConnections(served.server).length === 1);
    await turns(5);
    client.reset();
    expect((await served.said.one('handshakeFailed')).howDied).toBe('reset');
  });

  it('that takes too long ends with handshakeTimeout', async () => {
    const served = await serve({ tls, handshakeTimeout: 50 });
    const client = await Client.to(served.address);
    const { howDied, error } = await served.said.one('handshakeFailed');
    expect(howDied).toBe('handshakeTimeout');
    expect(error?.message).toContain('handshakeTimeout (50 ms)');
    await client.ended();
  });

  it('waits for its turn while as many handshakes are under way as may', async () => {
    const served = await serve({ tls, maxHandshakes: 1 });
    const silent = await Client.to(served.address);
    await until('the first', () => listConnections(served.server).length === 1);
    const waiting = tlsClient(served.address);
    await until('the second', () => listConnections(served.server).length === 2);
    await turns(20);
    expect(served.said.count('connected')).toBe(0);
    silent.end();
    await (await waiting).send('x').gets(1);
  });

  it('is one of many: a thousand that say nothing are in nobody’s way', async () => {
    const served = await serve({ tls });
    const silent = await Promise.all(
      Array.from({ length: 1_000 }, () => Client.to(served.address)),
    );
    await until('all of them', () => listConnections(served.server).length === 1_000);
    await (await tlsClient(served.address)).send('x').gets(1);
    for (const client of silent) client.reset();
    await served.said.many('handshakeFailed', 1_000);
  });

  it('that is securing is aborted with the rest', async () => {
    const served = await serve({ tls });
    const client = await Client.to(served.address);
    client.send(Buffer.from([0x16, 3, 1]));
    await until('the connection', () => listConnections(served.server).length === 1);
    await turns(5);
    served.server.send({ type: 'control.shutdownMicroprocess' });
    expect(await client.closed()).toBe('ECONNRESET');
    expect((await served.said.one('handshakeFailed')).howDied).toBe('aborted');
    await served.said.one('shutdown');
  });

  it('that is securing does not outlive a server that is stopped', async () => {
    const served = await serve({ tls });
    const client = await Client.to(served.address);
    await until('the connection', () => listConnections(served.server).length === 1);
    served.server.stop();
    await client.closed();
  });
});

describe('versions and protocols', () => {
  it.each([
    ['TLSv1.2', '-tls1_2'],
    ['TLSv1.3', '-tls1_3'],
  ])('speaks %s', async (version, flag) => {
    const served = await serve({ tls, protocol: tells });
    const client = sClient(served.address, flag, '-quiet');
    await client.ended();
    expect(told(client.printed)).toMatchObject({ protocol: version });
  });

  it.each(['-tls1', '-tls1_1'])('speaks nothing older unless it is told to: %s', async (flag) => {
    const served = await serve({ tls });
    sClient(served.address, flag, '-cipher', 'ALL@SECLEVEL=0');
    const { howDied, error } = await served.said.one('handshakeFailed');
    expect([howDied, (error as NodeJS.ErrnoException).code]).toEqual([
      'tlsError',
      'ERR_SSL_UNSUPPORTED_PROTOCOL',
    ]);
  });

  it('speaks older versions when it is told to', async () => {
    const served = await serve({
      tls: { ...tls, minVersion: 'TLSv1', ciphers: 'ALL:@SECLEVEL=0' },
      protocol: tells,
    });
    const client = sClient(served.address, '-tls1', '-cipher', 'ALL:@SECLEVEL=0', '-quiet');
    await client.ended();
    expect(told(client.printed)).toMatchObject({ protocol: 'TLSv1' });
  });

  it('refuses a client none of whose application protocols it knows', async () => {
    const served = await serve({ tls: { ...tls, alpn: ['mine'] } });
    const client = sClient(served.address, '-alpn', 'other');
    await client.prints('no application protocol');
    expect((await served.said.one('handshakeFailed')).howDied).toBe('tlsError');
  });

  it('serves one that asks for none', async () => {
    const served = await serve({ tls: { ...tls, alpn: ['mine'] }, protocol: tells });
    const client = sClient(served.address, '-quiet');
    await client.ended();
    expect(told(client.printed)).not.toHaveProperty('alpn');
  });
});

describe('sessions', () => {
  const count = (text: string, word: string) => text.split(`${word}, TLSv`).length - 1;

  it.each([
    ['by tickets', {}, []],
    ['by a cache, of those who take no tickets', { sessionCache: 10 }, ['-no_ticket']],
    ['by a cache, where there are no tickets', { sessionTickets: false, sessionCache: 10 }, []],
  ])('are taken up again %s', async (_, options, flags) => {
    const served = await serve({ tls: { ...tls, ...options } });
    const client = sClient(served.address, '-tls1_2', '-reconnect', ...flags);
    await served.said.many('connected', 6);
    await until('all of them', () => count(client.printed, 'Reused') === 5);
    expect(count(client.printed, 'New')).toBe(1);
    expect(served.said.of('connected').map(({ connection }) => connection.tls?.resumed)).toEqual([
      false,
      true,
      true,
      true,
      true,
      true,
    ]);
  });

  it('are forgotten, the oldest first, when there are more than may be kept', async () => {
    const served = await serve({ tls: { ...tls, sessionTickets: false, sessionCache: 1 } });
    const begin = (session?: Buffer) =>
      tlsClient(served.address, { maxVersion: 'TLSv1.2', ...(session && { session }) });
    const first = (await begin()).socket.getSession();
    const second = (await begin()).socket.getSession();
    expect((await begin(second)).socket.isSessionReused()).toBe(true);
    expect((await begin(first)).socket.isSessionReused()).toBe(false);
  });

  it.each([
    ['there are neither tickets nor a cache', { sessionTickets: false }, []],
    ['the client takes no tickets', {}, ['-no_ticket']],
  ])('are not taken up again where %s', async (_, options, flags) => {
    const served = await serve({ tls: { ...tls, ...options } });
    const client = sClient(served.address, '-tls1_2', '-reconnect', ...flags);
    await served.said.many('connected', 6);
    await until('all of them', () => count(client.printed, 'New') === 6);
  });

  it('are taken up again in TLS 1.3', async () => {
    const served = await serve({ tls, protocol: tells });
    const session = await new Promise<Buffer>((resolve) => {
      void tlsClient(served.address).then(({ socket }) => socket.once('session', resolve));
    });
    const again = await tlsClient(served.address, { session });
    expect(again.socket.isSessionReused()).toBe(true);
    await again.ended();
    expect(told(again.text)).toMatchObject({ resumed: true });
  });
});

describe('names', () => {
  const subjectOf = async (address: never, servername: string | undefined) => {
    const { socket } = await tlsClient(address, servername === undefined ? {} : { servername });
    return socket.getPeerCertificate().subject.CN;
  };

  it('takes a wildcard for one label more, and the default for all others', async () => {
    const issued = (name: string) => {
      const { key, cert } = selfSigned(name);
      return { key, cert };
    };
    const served = await serve({
      tls: { ...tls, sni: { 'A.example': issued('a'), '*.b.example': issued('b') } },
    });
    const address = served.address as never;
    expect(await subjectOf(address, 'a.EXAMPLE')).toBe('a');
    expect(await subjectOf(address, 'www.b.example')).toBe('b');
    expect(await subjectOf(address, 'deep.www.b.example')).toBe('localhost');
    expect(await subjectOf(address, 'b.example')).toBe('localhost');
    expect(await subjectOf(address, undefined)).toBe('localhost');
  });

  it('asks a function, which may take its time and knows names that come and go', async () => {
    const known = new Map([['a.example', selfSigned('a')]]);
    const served = await serve({
      tls: {
        ...tls,
        sni: async (name) => {
          await turns(2);
          const found = known.get(name);
          return found && { key: found.key, cert: found.cert };
        },
      },
    });
    const address = served.address as never;
    expect(await subjectOf(address, 'a.example')).toBe('a');
    expect(await subjectOf(address, 'b.example')).toBe('localhost');
    known.set('b.example', selfSigned('b'));
    known.delete('a.example');
    expect(await subjectOf(address, 'a.example')).toBe('localhost');
    expect(await subjectOf(address, 'b.example')).toBe('b');
  });

  it('ends a handshake alone whose function throws, or gives what is no certificate', async () => {
    const served = await serve({
      tls: {
        ...tls,
        sni: (name) => {
          if (name === 'throws.example') throw new Error('no such name');
          return { key: 'x', cert: 'y' };
        },
      },
    });
    for (const servername of ['throws.example', 'wrong.example']) {
      await expect(tlsClient(served.address, { servername })).rejects.toThrow();
    }
    const [thrown, wrong] = await served.said.many('handshakeFailed', 2);
    expect([thrown?.howDied, wrong?.howDied]).toEqual(['tlsError', 'tlsError']);
    expect(thrown?.error?.message).toContain('no such name');
    expect(wrong?.error).toMatchObject({ cause: { code: 'XN_BAD_KEY' } });
    await (await tlsClient(served.address)).send('x').gets(1);
  });

  it('serves by names alone', async () => {
    const { key, cert } = selfSigned('a');
    const served = await serve({ tls: { sni: { 'a.example': { key, cert } } } });
    expect(await subjectOf(served.address as never, 'a.example')).toBe('a');
    await expect(tlsClient(served.address)).rejects.toThrow();
    expect((await served.said.one('handshakeFailed')).howDied).toBe('tlsError');
  });
});

describe('the certificates of clients', () => {
  const asking = (extra: Partial<TlsOptions> = {}): TlsOptions => ({
    ...tls,
    requestCert: true,
    ca: ours.cert,
    ...extra,
  });
  const issuer = (): Issued => {
    // Its files, which an earlier test's end has removed, are needed to sign with.
    const made = selfSigned('issuer');
    return made;
  };

  it.each(['TLSv1.2', 'TLSv1.3'] as const)('are told of, in %s', async (maxVersion) => {
    const ca = issuer();
    const alice = signedBy(ca, 'alice');
    const served = await serve({ tls: asking({ ca: [ours.cert, ca.cert] }), protocol: tells });
    const client = await tlsClient(served.address, {
      key: alice.key,
      cert: alice.cert,
      maxVersion,
    });
    await client.ended();
    expect(told(client.text)).toMatchObject({
      authorized: true,
      peerCertificate: { subject: 'CN=alice', issuer: 'CN=issuer' },
    });
  });

  it('are wanted: a client without one is turned away with a reason', async () => {
    const served = await serve({ tls: asking() });
    const client = await tlsClient(served.address);
    const { howDied, error } = await served.said.one('handshakeFailed');
    expect([howDied, error?.message]).toEqual([
      'tlsError',
      expect.stringContaining('the client has shown no certificate'),
    ]);
    await client.ended();
    expect(served.said.count('connected')).toBe(0);
  });

  it('are refused if nobody vouches for them', async () => {
    const mallory = selfSigned('mallory');
    const served = await serve({ tls: asking() });
    await tlsClient(served.address, { key: mallory.key, cert: mallory.cert });
    const { howDied, error } = await served.said.one('handshakeFailed');
    expect([howDied, error?.message]).toEqual([
      'tlsError',
      expect.stringMatching(/nobody of tls\.ca vouches.*CN=mallory.*DEPTH_ZERO_SELF_SIGNED_CERT/),
    ]);
  });

  it('may be left to the handler to judge', async () => {
    const mallory = selfSigned('mallory');
    const served = await serve({ tls: asking({ rejectUnauthorized: false }), protocol: tells });
    const client = await tlsClient(served.address, { key: mallory.key, cert: mallory.cert });
    await client.ended();
    expect(told(client.text)).toMatchObject({
      authorized: false,
      authorizationError: 'DEPTH_ZERO_SELF_SIGNED_CERT',
      peerCertificate: { subject: 'CN=mallory', altNames: 'DNS:mallory' },
    });
    const nobody = await tlsClient(served.address);
    await nobody.ended();
    expect(told(nobody.text)).toMatchObject({ authorized: false });
    expect(told(nobody.text)).not.toHaveProperty('peerCertificate');
  });

  it('are still known of a session that is taken up again', async () => {
    const ca = issuer();
    const alice = signedBy(ca, 'alice');
    const served = await serve({ tls: asking({ ca: ca.cert }) });
    const options = { key: alice.key, cert: alice.cert, maxVersion: 'TLSv1.2' as const };
    const session = (await tlsClient(served.address, options)).socket.getSession();
    await tlsClient(served.address, { ...options, ...(session && { session }) });
    const [, again] = await served.said.many('connected', 2);
    expect(again?.connection.tls).toMatchObject({
      resumed: true,
      authorized: true,
      peerCertificate: { subject: 'CN=alice' },
    });
  });
});

describe('the other servers', () => {
  it('a tcpServer says newCSA when a connection is secured', async () => {
    const server = createActor(tcpServer, { input: { host: '127.0.0.1', port: 0, tls } });
    const said = new Heard<TcpServerMessage>(server);
    afterwards(() => {
      server.stop();
    });
    server.start();
    const { address } = await said.one('signal.listening');
    (await Client.to(address)).end();
    expect((await said.one('signal.handshakeFailed')).howDied).toBe('peerClosed');
    const client = await tlsClient(address);
    const { connection } = await said.one('protocolHandlerSignal.newCSA');
    expect(connection.tls?.protocol).toBe('TLSv1.3');
    client.end();
  });

  it('a singleServer has a client when it is secured', async () => {
    const server = createActor(singleServer, { input: { host: '127.0.0.1', port: 0, tls } });
    const said = new Heard<SingleServerMessage>(server);
    afterwards(() => {
      server.stop();
    });
    server.start();
    const { address } = await said.one('listening');
    (await Client.to(address)).end();
    expect((await said.one('handshakeFailed')).howDied).toBe('peerClosed');
    server.send({ type: 'inbox', data: Buffer.from('held') });
    const client = await tlsClient(address);
    await client.getsText('held');
    expect((await said.one('connected')).connection.tls?.protocol).toBe('TLSv1.3');
  });
});

describe('curl', () => {
  const http = setupProtocol().createMachine({
    initial: 'connected',
    states: {
      connected: {
        on: {
          inbox: {
            target: 'answered',
            actions: outbox('HTTP/1.0 200 OK\r\nContent-Type: text/plain\r\n\r\nit works\n'),
          },
          'control.*': 'answered',
        },
      },
      answered: { type: 'final' },
    },
  });

  it('believes a certificate that it was given, and reads an answer without a length to its end', async () => {
    const { key, cert, certFile } = selfSigned('localhost');
    const served = await serve({ tls: { key, cert, alpn: ['http/1.1'] }, protocol: http });
    const { port } = served.address as { readonly port: number };
    const run = new Run('curl', [
      ...['-sS', '--cacert', certFile, '--resolve', `localhost:${port}:127.0.0.1`],
      `https://localhost:${port}/`,
    ]);
    await run.ended();
    expect([run.printed, run.hasFailed]).toEqual(['it works\n', false]);
    expect((await served.said.one('connected')).connection.tls?.alpn).toBe('http/1.1');
  });
});
