import { createActor } from 'xstate';
import { serverCore } from '../../../../actors/server/serverCore';
import type {
  Carried,
  SimulatedClientTls,
  SimulatedNetworkOptions,
} from '../../../../actors/transport/simulated/api';
import { simulatedNetwork } from '../../../../actors/transport/simulated/simulatedNetwork';
import { RecordReader } from '../../../../actors/transport/simulated/tls/records';
import { selfSigned } from '../../../../actors/transport/tls/selfSigned';
import type { Protocol } from '../../../../machines/handler/protocol';
import { makessl, outbox } from '../../../../machines/handler/say';
import { setupProtocol } from '../../../../machines/handler/setupProtocol';
import type { ServerOptions } from '../../../../machines/options/serverOptions';
import type { TlsOptions } from '../../../../machines/options/tlsOptions';
import { echo } from '../../../../machines/protocols/echo';
import type { ServerCoreMessage } from '../../../../machines/server/serverCoreMessages';
import { leaveNothingBehind } from '../../../support/afterwards';
import { Heard } from '../../../support/heard';
import { upgrading } from '../../../support/protocols';

leaveNothingBehind();

const PORT = 1601;
const ours = selfSigned('localhost');
const other = selfSigned('*.example.org');
const ann = selfSigned('ann');

const text = (words: string) => Buffer.from(words);

/** A server on a simulated network, and all that it says and that goes over the wire. */
class Play {
  readonly network;
  readonly server;
  readonly heard: Heard<ServerCoreMessage>;
  readonly carried: Carried[] = [];

  constructor(
    tls: Partial<TlsOptions> = {},
    options: ServerOptions & { readonly protocol?: Protocol } = {},
    network: SimulatedNetworkOptions = {},
  ) {
    this.network = simulatedNetwork(network);
    this.network.watch((carried) => this.carried.push(carried));
    this.server = createActor(serverCore, {
      input: {
        port: PORT,
        protocol: echo as Protocol,
        ...options,
        tls: { ...(tls.sni === undefined && ours), ...tls },
        transport: this.network,
      },
      clock: this.network.clock as never,
    });
    this.heard = new Heard<ServerCoreMessage>(this.server);
    this.server.start();
    this.network.settle();
  }

  client(tls?: SimulatedClientTls) {
    return this.network.connect({ port: PORT }, undefined, tls);
  }

  pass(milliseconds = 50): this {
    this.network.advance(milliseconds);
    return this;
  }

  get types(): string[] {
    return this.heard.all.map(({ type }) => type);
  }

  of<TType extends ServerCoreMessage['type']>(type: TType) {
    return this.heard.all.filter((each) => each.type === type) as Extract<
      ServerCoreMessage,
      { readonly type: TType }
    >[];
  }

  end(): void {
    this.server.send({ type: 'control.serverShutdown' });
    this.network.runToQuiescence();
    expect(this.network.census()).toEqual({ sockets: 0, listening: 0, timers: 0 });
  }
}

describe('a server with tls on the simulated network', () => {
  it.each([
    ['TLSv1.3', 'TLS_AES_256_GCM_SHA384'],
    ['TLSv1.2', 'TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256'],
  ] as const)('serves by %s what it serves in plain text', (maxVersion, cipher) => {
    const play = new Play({ maxVersion, alpn: ['other', 'mine'] });
    const client = play.client({ servername: 'www.example.org', alpn: ['mine'] });
    client.send(text('hello'));
    play.pass();
    expect(String(client.received)).toBe('hello');
    client.end();
    play.pass();
    expect(play.types).toEqual(['listening', 'connected', 'disconnected']);
    expect(play.of('connected')[0]?.connection.tls).toEqual({
      protocol: maxVersion,
      cipher,
      servername: 'www.example.org',
      alpn: 'mine',
      resumed: false,
      authorized: false,
      authorizationError: undefined,
      peerCertificate: undefined,
    });
    expect(client.tls).toMatchObject({
      alpn: 'mine',
      peerCertificate: { subject: 'CN=localhost' },
    });
    expect(play.of('disconnected')[0]).toMatchObject({
      howDied: 'peerClosed',
      bytesReceived: 5,
      bytesSent: 5,
    });
    expect(client).toMatchObject({ state: 'closed', ended: true, error: undefined });
    play.end();
  });

  it('lets nobody on the way see what is said', () => {
    const play = new Play();
    const client = play.client({});
    client.send(text('a secret'));
    play.pass();
    const carried = play.carried.filter(({ kind }) => kind === 'data');
    for (const side of ['client', 'server'] as const) {
      const wire = Buffer.concat(
        carried.filter(({ to }) => to === side).map(({ data }) => data as Uint8Array),
      );
      expect(wire.includes('a secret')).toBe(false);
      const reader = new RecordReader();
      reader.push(wire);
      const bodies: string[] = [];
      for (let next = reader.next(); next !== undefined; next = reader.next()) {
        if (Buffer.isBuffer(next)) throw new Error('no record');
        bodies.push(String(next.body));
      }
      expect(bodies).toContain('a secret');
      expect(reader.length).toBe(0);
    }
    play.end();
  });

  it('carries large answers whole, cut anywhere, with back-pressure', () => {
    const sent = Buffer.alloc(60_000, 'a crowd ');
    for (let seed = 1; seed <= 10; seed += 1) {
      const play = new Play(
        {},
        {},
        { seed, faults: { split: true, jitter: 3 }, sendBuffer: 5_000 },
      );
      const client = play.client({});
      client.pause();
      client.send(sent);
      play.pass(200);
      client.resume();
      client.end();
      play.pass(10_000);
      expect(sent.equals(client.received)).toBe(true);
      expect(play.of('disconnected')[0]).toMatchObject({
        howDied: 'peerClosed',
        bytesSent: 60_000,
      });
      play.end();
    }
  });

  it('takes its time, in which nobody is told of anything', () => {
    const play = new Play({}, {}, { latency: 10, handshakeTime: 100 });
    play.client({});
    play.pass(30);
    expect(play.types).toEqual(['listening']);
    // A round trip to connect, one of hellos, half a one of the end; and two computations.
    play.pass(219);
    expect(play.types).toEqual(['listening']);
    play.pass(2);
    expect(play.types).toEqual(['listening', 'connected']);
    play.end();
  });

  it.each<[string, (play: Play) => void, string, string | undefined]>([
    [
      'speaks HTTP',
      (play) => play.client().send(text('GET / HTTP/1.0\r\n\r\n')),
      'tlsError',
      'ERR_SSL_HTTP_REQUEST',
    ],
    [
      'speaks plain text',
      (play) => play.client().send(text('hello there')),
      'tlsError',
      'ERR_SSL_WRONG_VERSION_NUMBER',
    ],
    [
      'speaks too old a version',
      (play) => play.client({ minVersion: 'TLSv1.1', maxVersion: 'TLSv1.1' }),
      'tlsError',
      'ERR_SSL_UNSUPPORTED_PROTOCOL',
    ],
    [
      'speaks another protocol',
      (play) => play.client({ alpn: ['its own'] }),
      'tlsError',
      'ERR_SSL_NO_APPLICATION_PROTOCOL',
    ],
    [
      'sends what is no word of a handshake',
      (play) => play.client().send(text('\x16\x03\x03\x00\x05hello')),
      'tlsError',
      'ERR_SSL_UNEXPECTED_MESSAGE',
    ],
    ['leaves without a word', (play) => play.client().end(), 'peerClosed', undefined],
    [
      'breaks off',
      (play) => {
        const client = play.client();
        play.pass();
        client.reset();
      },
      'reset',
      'ECONNRESET',
    ],
    [
      'says nothing',
      (play) => {
        play.client();
        play.pass(10_000);
      },
      'handshakeTimeout',
      'XN_TLS_FAILED',
    ],
  ])('tells of a client that %s, and goes on', (_, act, howDied, code) => {
    const play = new Play({ alpn: ['mine'] });
    act(play);
    play.pass();
    const [failed] = play.of('handshakeFailed');
    expect({ howDied: failed?.howDied, code: (failed?.error as { code?: string })?.code }).toEqual({
      howDied,
      code,
    });
    const client = play.client({ alpn: ['mine'] });
    client.send(text('x'));
    play.pass();
    expect(client.bytesReceived).toBe(1);
    expect(play.types).toEqual(['listening', 'handshakeFailed', 'connected']);
    play.end();
  });

  it('tells a client by an alert why it will not do', () => {
    const play = new Play({ alpn: ['mine'] });
    const old = play.client({ maxVersion: 'TLSv1.1', minVersion: 'TLSv1' });
    const stranger = play.client({ alpn: ['its own'] });
    play.pass();
    expect(old.error).toBe('ERR_SSL_TLSV1_ALERT_PROTOCOL_VERSION');
    expect(stranger.error).toBe('ERR_SSL_TLSV1_ALERT_NO_APPLICATION_PROTOCOL');
    play.end();
  });

  it('shows the certificate of the name that is asked for', async () => {
    const play = new Play({ ...ours, sni: { '*.example.org': other } });
    const names = ['www.example.org', 'a.b.example.org', undefined];
    const clients = names.map((servername) =>
      play.client(servername === undefined ? {} : { servername }),
    );
    play.pass();
    expect(clients.map(({ tls }) => tls?.peerCertificate?.subject)).toEqual([
      'CN=*.example.org',
      'CN=localhost',
      'CN=localhost',
    ]);
    play.end();
  });

  it('has no connection for a name that nobody has', () => {
    const play = new Play({ sni: { '*.example.org': other } });
    const client = play.client({ servername: 'localhost' });
    play.pass();
    expect(play.of('handshakeFailed')[0]?.error).toMatchObject({
      code: 'ERR_SSL_NO_SUITABLE_SIGNATURE_ALGORITHM',
    });
    expect(client.error).toBe('ERR_SSL_SSLV3_ALERT_HANDSHAKE_FAILURE');
    play.end();
  });

  it('asks a function for a name, which may take its time or throw', async () => {
    const play = new Play({
      sni: (name) => {
        if (name === 'none') throw new Error('no such customer');
        return name === 'slow' ? Promise.resolve(other) : ours;
      },
    });
    const quick = play.client({ servername: 'quick' });
    const slow = play.client({ servername: 'slow' });
    play.client({ servername: 'none' });
    play.pass();
    await Promise.resolve();
    await Promise.resolve();
    play.pass();
    expect(quick.tls?.peerCertificate?.subject).toBe('CN=localhost');
    expect(slow.tls?.peerCertificate?.subject).toBe('CN=*.example.org');
    expect(play.of('handshakeFailed')[0]?.error).toMatchObject({ code: 'XN_TLS_FAILED' });
    play.end();
  });

  it('tells who a client is, and turns away who shows nothing', () => {
    const play = new Play({ requestCert: true, ca: ann.cert });
    const known = play.client({ cert: ann.cert });
    play.client({});
    play.client({ cert: other.cert });
    play.pass();
    expect(play.of('connected').map(({ connection }) => connection.tls)).toMatchObject([
      { authorized: true, peerCertificate: { subject: 'CN=ann', altNames: 'DNS:ann' } },
    ]);
    expect(play.of('handshakeFailed').map(({ error }) => (error as Error).message)).toEqual([
      expect.stringContaining('shown no certificate'),
      expect.stringContaining('DEPTH_ZERO_SELF_SIGNED_CERT'),
    ]);
    known.end();
    play.end();
  });

  it('is left by a client that does not believe it', () => {
    const play = new Play();
    const client = play.client({ rejectUnauthorized: true });
    const friend = play.client({ rejectUnauthorized: true, ca: ours.cert });
    play.pass();
    expect(client.error).toBe('DEPTH_ZERO_SELF_SIGNED_CERT');
    expect(play.of('handshakeFailed')[0]?.howDied).toBe('peerClosed');
    expect(friend.tls?.authorized).toBe(true);
    play.end();
  });

  it('shows other certificates when it is told to, and those it has if they are wrong', () => {
    const play = new Play();
    const before = play.client({});
    play.pass();
    play.server.send({ type: 'control.reloadTls', tls: other });
    const after = play.client({});
    play.pass();
    play.server.send({ type: 'control.reloadTls', tls: { key: ours.key, cert: other.cert } });
    const later = play.client({});
    before.send(text('still here'));
    play.pass();
    expect([before, after, later].map(({ tls }) => tls?.peerCertificate?.subject)).toEqual([
      'CN=localhost',
      'CN=*.example.org',
      'CN=*.example.org',
    ]);
    expect(play.of('error')[0]?.error.code).toBe('XN_BAD_KEY');
    expect(String(before.received)).toBe('still here');
    play.end();
  });

  it('does not listen with a key that does not match, or one that has expired by its own clock', () => {
    const wrong = new Play({ key: ours.key, cert: other.cert });
    expect(wrong.server.getSnapshot().output?.error?.code).toBe('XN_BAD_KEY');
    const late = new Play({}, {}, { startsAt: Date.now() + 40 * 86_400_000 });
    expect(late.server.getSnapshot().output?.error?.code).toBe('XN_BAD_CERTIFICATE');
  });

  it('has so many handshakes at a time, and the others wait', () => {
    const play = new Play({}, { maxHandshakes: 1 }, { faults: { stallHandshake: 1 } });
    play.client({});
    play.pass();
    play.network.setFaults();
    const second = play.client({});
    play.pass();
    expect(second.tls).toBeUndefined();
    play.pass(10_000);
    expect(play.types).toEqual(['listening', 'handshakeFailed', 'connected']);
    expect(second.tls?.protocol).toBe('TLSv1.3');
    play.end();
  });
});

describe('STARTTLS on the simulated network', () => {
  it('secures a connection in place, and counts on', () => {
    const play = new Play({ starttls: true }, { protocol: upgrading as Protocol });
    const client = play.client();
    client.send(text('STARTTLS\n'));
    play.pass();
    expect(String(client.take())).toBe('go ahead\n');
    client.secure({ servername: 'localhost' });
    client.send(text('a secret'));
    play.pass();
    expect(String(client.take())).toBe('a secret');
    expect(client.tls?.servername).toBe('localhost');
    const wire = Buffer.concat(
      play.carried.flatMap(({ data }) => (data === undefined ? [] : [data])),
    );
    expect(wire.includes('a secret')).toBe(false);
    client.end();
    play.pass();
    expect(play.of('disconnected')[0]).toMatchObject({
      howDied: 'peerClosed',
      bytesReceived: 17,
      bytesSent: 17,
    });
    play.end();
  });

  it('flushes what was said in plain text to one who reads late', () => {
    const big = 'x'.repeat(200_000);
    const says = setupProtocol().createMachine({
      initial: 'plain',
      states: {
        plain: {
          on: { inbox: { target: 'on', actions: [outbox(big), makessl(), outbox('held')] } },
        },
        on: { on: { 'control.producerFinished': 'gone', 'control.serverShutdown': 'gone' } },
        gone: { type: 'final' },
      },
    });
    const play = new Play(
      { starttls: true },
      { protocol: says as Protocol },
      { sendBuffer: 5_000, receiveBuffer: 5_000, clientBuffer: 5_000 },
    );
    const client = play.client();
    client.pause();
    client.send(text('STARTTLS\n'));
    play.pass();
    client.resume();
    play.pass(500);
    expect(client.take().length).toBe(big.length);
    client.secure();
    play.pass();
    expect(String(client.take())).toBe('held');
    client.end();
    play.end();
  });

  it.each([
    ['in the same packet', 0],
    ['behind it', 5],
  ])('takes what comes in plain text %s for no TLS', (_, wait) => {
    const play = new Play({ starttls: true }, { protocol: upgrading as Protocol });
    const client = play.client();
    client.send(text('STARTTLS\n'));
    play.pass(wait);
    client.send(text('injected, in plain text'));
    play.pass();
    const [end] = play.of('disconnected');
    expect(end?.howDied).toBe('tlsError');
    play.end();
  });
});
