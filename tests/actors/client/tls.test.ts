import { writeFileSync } from 'node:fs';
import { createActor, fromCallback } from 'xstate';
import { tcpClient } from '../../../actors/client/tcpClient';
import { listConnections } from '../../../actors/server/listConnections';
import smtp from '../../../examples/smtp';
import type { ClientInput } from '../../../machines/client/clientContext';
import type { ClientMessage } from '../../../machines/client/clientMessages';
import type { ServerAddress } from '../../../machines/connection/connectionInfo';
import { lines } from '../../../machines/framing';
import type { Protocol } from '../../../machines/handler/protocol';
import { tell } from '../../../machines/handler/questions';
import { makessl, outbox } from '../../../machines/handler/say';
import { setupProtocol } from '../../../machines/handler/setupProtocol';
import { afterwards, leaveNothingBehind } from '../../support/afterwards';
import { expired, type Issued, selfSigned, signedBy } from '../../support/certificate';
import { aFolder } from '../../support/folder';
import { Heard } from '../../support/heard';
import { Run } from '../../support/openssl';
import { rawServer } from '../../support/rawServer';
import { serve } from '../../support/serve';
import { until } from '../../support/until';

leaveNothingBehind();

let localhost: Issued;
let other: Issued;
let old: Issued;

beforeAll(() => {
  localhost = selfSigned('localhost');
  other = selfSigned('other.example');
  old = expired('localhost');
});

const keys = ({ key, cert }: Issued) => ({ key, cert });

function connectTo(address: ServerAddress, input: object = {}) {
  const to = address.family === 'unix' ? { path: address.path } : { port: address.port };
  const client = createActor(tcpClient, {
    input: { ...to, reconnect: false, codec: lines(), ...input } as ClientInput,
  });
  const said = new Heard<ClientMessage>(client);
  afterwards(() => void client.stop());
  client.start();
  return { client, said };
}

const onLocalhost = { host: 'localhost' };

describe('a client that secures its connections', () => {
  it('tells of one when it is secured, with what was agreed upon, and says then what was said before', async () => {
    const { address } = await serve({
      ...onLocalhost,
      tls: { ...keys(localhost), alpn: ['echo/2', 'echo/1'] },
    });
    const { client, said } = connectTo(address, {
      tls: { ca: localhost.cert, alpn: ['echo/1', 'echo/2'] },
    });
    client.send({ type: 'inbox', data: 'early' });
    await said.one('outbox', ({ data }) => data === 'early');
    expect(said.of('connected')[0]?.connection.tls).toMatchObject({
      protocol: 'TLSv1.3',
      servername: 'localhost',
      alpn: 'echo/2',
      authorized: true,
      authorizationError: undefined,
      resumed: false,
      peerCertificate: { subject: 'CN=localhost', altNames: 'DNS:localhost' },
    });
    client.send({ type: 'control.producerFinished' });
    await said.one('shutdown');
    expect(said.of('closed')).toMatchObject([{ howDied: 'finished', bytesSaid: 6, bytesSent: 6 }]);
  });

  it('carries megabytes both ways', async () => {
    const { address } = await serve({ ...onLocalhost, tls: keys(localhost) });
    const { client, said } = connectTo(address, {
      tls: { ca: localhost.cert },
      codec: undefined,
      heldLimit: 2 ** 24,
    });
    const block = Buffer.alloc(4_000_000, 'x');
    client.send({ type: 'inbox', data: block });
    const received = () =>
      said.of('outbox').reduce((sum, { data }) => sum + (data as Uint8Array).length, 0);
    await until('the echo', () => received() === block.length);
    client.send({ type: 'control.producerFinished' });
    await said.one('shutdown');
  });

  it('takes its session up again when it connects again', async () => {
    const { address, server } = await serve({ ...onLocalhost, tls: keys(localhost) });
    const { client, said } = connectTo(address, {
      tls: { ca: localhost.cert },
      reconnect: true,
      backOffBase: 1,
    });
    client.send({ type: 'inbox', data: 'hello' });
    await said.one('outbox');
    for (const { csa } of listConnections(server)) csa.send({ type: 'control.producerFinished' });
    const connections = await said.many('connected', 2);
    expect(connections.map(({ connection }) => connection.tls?.resumed)).toEqual([false, true]);
    expect(connections[1]?.connection.tls).toMatchObject({ authorized: true });
  });

  it.each([
    ['that nobody vouches for', () => localhost, {}, 'XN_TLS_UNTRUSTED'],
    ['that has expired', () => old, { ca: () => old.cert }, 'XN_TLS_UNTRUSTED'],
    ['that is for another name', () => other, { ca: () => other.cert }, 'XN_TLS_WRONG_NAME'],
  ])('connects to no server with a certificate %s', async (_, has, trusts, code) => {
    const address =
      has() === old
        ? await opensslServer(old)
        : (await serve({ ...onLocalhost, tls: keys(has()) })).address;
    const { ca } = trusts as { readonly ca?: () => string };
    const { said } = connectTo(address, { tls: ca === undefined ? true : { ca: ca() } });
    expect((await said.one('failed')).error).toMatchObject({ code });
    expect(said.of('failed')).toMatchObject([{ howDied: 'tlsError' }]);
    await said.one('shutdown', ({ error }) => error?.code === code);
    expect(said.count('connected')).toBe(0);
  });

  it('connects to any server where it is told to, and says that it is not vouched for', async () => {
    const { address } = await serve({ ...onLocalhost, tls: keys(other) });
    const { said } = connectTo(address, { tls: { rejectUnauthorized: false } });
    const { connection } = await said.one('connected');
    expect(connection.tls).toMatchObject({
      authorized: false,
      authorizationError: 'DEPTH_ZERO_SELF_SIGNED_CERT',
    });
  });

  it('asks for the name that it is given, and expects that of the certificate', async () => {
    const { address } = await serve({
      ...onLocalhost,
      tls: { sni: { 'other.example': keys(other) } },
    });
    const { said } = connectTo(address, {
      tls: { ca: other.cert, servername: 'other.example' },
    });
    const { connection } = await said.one('connected');
    expect(connection.tls).toMatchObject({ servername: 'other.example', authorized: true });
  });

  it('expects the name that it is given of a server on a unix socket', async () => {
    const { address } = await serve({ path: `${aFolder()}/s`, tls: keys(localhost) });
    const { said } = connectTo(address, { tls: { ca: localhost.cert, servername: 'localhost' } });
    expect((await said.one('connected')).connection.tls).toMatchObject({ authorized: true });
  });

  it('shows its own certificate to a server that asks for it', async () => {
    const authority = selfSigned('authority');
    const mine = signedBy(authority, 'alice');
    const { address, said: served } = await serve({
      ...onLocalhost,
      tls: { ...keys(localhost), requestCert: true, ca: authority.cert },
    });
    const { said } = connectTo(address, { tls: { ca: localhost.cert, ...keys(mine) } });
    await said.one('connected');
    const { connection } = await served.one('connected');
    expect(connection.tls?.peerCertificate).toMatchObject({ subject: 'CN=alice' });
  });

  it('says that a peer answers in plain text', async () => {
    const address = await rawServer((socket) => {
      socket.write('220 mail.example.org\r\n');
      socket.resume();
    });
    const { said } = connectTo(address, { tls: true });
    const { error, howDied } = await said.one('failed');
    expect([error.code, howDied]).toEqual(['XN_TLS_FAILED', 'tlsError']);
    expect(error.message).toContain('something else than TLS');
  });

  it('says that a peer has left in the middle', async () => {
    const address = await rawServer((socket) => socket.once('data', () => socket.end()));
    const { said } = connectTo(address, { tls: true });
    const { error, howDied } = await said.one('failed');
    expect([error.code, howDied]).toEqual(['XN_TLS_FAILED', 'peerClosed']);
  });

  it('waits for a silent peer no longer than handshakeTimeout, and tries again', async () => {
    const address = await rawServer((socket) => void socket.resume());
    const { said } = connectTo(address, {
      tls: true,
      handshakeTimeout: 50,
      reconnect: true,
      backOffBase: 1,
      backOffCap: 1,
    });
    const failed = await said.many('failed', 2);
    expect(failed).toMatchObject(
      [1, 2].map(() => ({ howDied: 'handshakeTimeout', error: { code: 'XN_TLS_FAILED' } })),
    );
  });

  it('leaves nothing behind when it is stopped, or told to end, in the middle of a handshake', async () => {
    const address = await rawServer((socket) => void socket.resume());
    const [stopped, ended] = [0, 1].map(() => connectTo(address, { tls: true }));
    const isSecuring = (each: typeof stopped) => each?.client.getSnapshot().value === 'securing';
    await until('both handshakes', () => isSecuring(stopped) && isSecuring(ended));
    stopped?.client.stop();
    ended?.client.send({ type: 'control.producerFinished' });
    await ended?.said.one('shutdown');
    expect(ended?.said.types).toEqual(['connecting', 'closing', 'shutdown']);
  });

  it.each([
    ['a key that is none', { key: 'nowhere.pem', cert: 'nowhere.pem' }, 'XN_BAD_KEY'],
    ['a ca that is none', { ca: 'nowhere.pem' }, 'XN_BAD_CERTIFICATE'],
    ['ciphers that are none', { ciphers: 'none' }, 'XN_BAD_OPTION'],
  ])('ends at once with %s', async (_, tls, code) => {
    const { said } = connectTo(
      { family: 'IPv4', host: 'localhost', port: 1 },
      { tls, reconnect: true },
    );
    expect((await said.one('shutdown')).error).toMatchObject({ code });
  });

  it('speaks with openssl s_server', async () => {
    const address = await opensslServer(localhost);
    const { said } = connectTo(address, { tls: { ca: localhost.cert, minVersion: 'TLSv1.3' } });
    const { connection } = await said.one('connected');
    expect(connection.tls).toMatchObject({ authorized: true, protocol: 'TLSv1.3' });
  });

  it('refuses a server whose versions are too old', async () => {
    const address = await opensslServer(localhost, '-tls1_2');
    const { said } = connectTo(address, { tls: { ca: localhost.cert, minVersion: 'TLSv1.3' } });
    expect(await said.one('failed')).toMatchObject({
      howDied: 'tlsError',
      error: { code: 'XN_TLS_FAILED' },
    });
  });
});

/** `openssl s_server` with a certificate. */
async function opensslServer({ key, cert }: Issued, ...args: readonly string[]) {
  const folder = aFolder();
  const [keyFile, certFile] = [`${folder}/key.pem`, `${folder}/cert.pem`];
  writeFileSync(keyFile, key);
  writeFileSync(certFile, cert);
  const run = new Run('openssl', [
    ...['s_server', '-accept', '0', '-key', keyFile, '-cert', certFile, ...args],
  ]);
  const port = /ACCEPT .*:(\d+)/.exec(await run.prints(/ACCEPT .*:\d+/))?.[1];
  return { family: 'IPv4', host: 'localhost', port: Number(port) } as const;
}

/** A client of SMTP that wants its mail secured: RFC 3207. */
const mailer = setupProtocol({
  codec: lines({ ending: 'crlf' }),
  guards: {
    isReady: ({ event }) => event.type === 'inbox' && event.data.startsWith('220'),
    isLast: ({ event }) => event.type === 'inbox' && /^250 /.test(event.data),
  },
}).createMachine({
  initial: 'greeted',
  on: { 'control.*': '.over' },
  states: {
    greeted: { on: { inbox: { target: 'hello', actions: outbox('EHLO me') } } },
    hello: {
      on: { inbox: { guard: 'isLast', target: 'asked', actions: outbox('STARTTLS') } },
    },
    asked: { on: { inbox: { guard: 'isReady', target: 'securing', actions: makessl() } } },
    securing: {
      on: {
        'control.sslready': {
          target: 'secured',
          actions: [tell(({ event }) => ({ ...event, type: 'secured' })), outbox('EHLO me')],
        },
      },
    },
    secured: {
      on: { inbox: { actions: tell(({ event }) => ({ type: 'said', line: event.data })) } },
    },
    over: { type: 'final' },
  },
}) as unknown as Protocol;

describe('STARTTLS from the side of a client', () => {
  const talk = async (address: ServerAddress, tls: ClientInput['tls']) => {
    const told: { readonly type: string }[] = [];
    const owner = createActor(
      fromCallback(({ receive }) => receive((event) => void told.push(event))),
    ).start();
    const talked = connectTo(address, {
      codec: undefined,
      protocol: mailer,
      tls,
      owner: owner as never,
    });
    return { ...talked, told };
  };

  it('has a connection secured when its handler says so', async () => {
    const { address } = await serve({
      ...onLocalhost,
      tls: { ...keys(localhost), starttls: true },
      protocol: smtp as unknown as Protocol,
    });
    const { told, said, client } = await talk(address, { ca: localhost.cert, starttls: true });
    await until('the greeting', () =>
      told.some((event) => (event as { line?: string }).line === '250 localhost, secured'),
    );
    expect(told.find(({ type }) => type === 'secured')).toMatchObject({
      tls: { authorized: true, servername: 'localhost' },
    });
    expect(said.of('connected')[0]?.connection.tls).toBeUndefined();
    client.send({ type: 'control.producerFinished' });
    const { connection } = await said.one('closed');
    expect(connection.tls).toMatchObject({ authorized: true });
  });

  it('ends the connection where the certificate will not do', async () => {
    const { address } = await serve({
      ...onLocalhost,
      tls: { ...keys(localhost), starttls: true },
      protocol: smtp as unknown as Protocol,
    });
    const { said } = await talk(address, { starttls: true });
    expect(await said.one('closed')).toMatchObject({
      howDied: 'tlsError',
      error: { code: 'XN_TLS_UNTRUSTED' },
    });
  });

  it('takes nothing for the peer’s that came in plain text behind its consent', async () => {
    const answers = ['250 hello\r\n', '220 go ahead\r\n250 injected\r\n'];
    const address = await rawServer((socket) => {
      socket.write('220 hi\r\n');
      socket.on('data', () => void socket.write(answers.shift() ?? ''));
    });
    const { said } = await talk(address, { ca: localhost.cert, starttls: true });
    expect(await said.one('closed')).toMatchObject({
      howDied: 'tlsError',
      error: { code: 'XN_TLS_INJECTION' },
    });
  });

  it('ends a connection whose client has no tls', async () => {
    const { address } = await serve({
      ...onLocalhost,
      tls: { ...keys(localhost), starttls: true },
      protocol: smtp as unknown as Protocol,
    });
    const { said } = await talk(address, undefined);
    expect(await said.one('closed')).toMatchObject({
      howDied: 'tlsError',
      error: { code: 'XN_NO_TLS' },
    });
  });
});
