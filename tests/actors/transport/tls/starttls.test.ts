import { connect, type TLSSocket } from 'node:tls';
import { assign } from 'xstate';
import { listConnections } from '../../../../actors/server/listConnections';
import smtp from '../../../../examples/smtp';
import type { Protocol } from '../../../../machines/handler/protocol';
import { makessl, outbox, pauseInbox, resumeInbox } from '../../../../machines/handler/say';
import { setupProtocol } from '../../../../machines/handler/setupProtocol';
import type { TlsOptions } from '../../../../machines/options/tlsOptions';
import { leaveNothingBehind } from '../../../support/afterwards';
import { selfSigned } from '../../../support/certificate';
import { Client } from '../../../support/client';
import { sClient } from '../../../support/openssl';
import { type Served, serve } from '../../../support/serve';
import { soon, turns, until } from '../../../support/until';

leaveNothingBehind();

let tls: TlsOptions;

beforeAll(() => {
  const { key, cert } = selfSigned('localhost');
  tls = { key, cert, starttls: true };
});

const serveSmtp = (extra: object = {}): Promise<Served> =>
  serve({ tls, protocol: smtp as unknown as Protocol, ...extra });

/** Bytes: `S` wishes for TLS, all else is echoed. */
const bytes = setupProtocol({
  types: { context: {} as { readonly behind: Uint8Array } },
}).createMachine({
  context: { behind: new Uint8Array(0) },
  initial: 'plain',
  states: {
    plain: {
      on: {
        inbox: {
          target: 'securing',
          actions: [
            assign({ behind: ({ event }) => event.data.slice(1) }),
            outbox('go'),
            makessl(({ context }) => context.behind),
            outbox('held'),
          ],
        },
      },
    },
    securing: { on: { 'control.sslready': { target: 'secured', actions: outbox('ready') } } },
    secured: { on: { inbox: { actions: outbox(({ event }) => event.data) } } },
    over: { type: 'final' },
  },
  on: { 'control.producerFinished': '.over', 'control.serverShutdown': '.over' },
});

/** Puts a client's TLS on its plain connection. */
async function secured(plain: Client): Promise<Client> {
  plain.socket.removeAllListeners('data');
  const socket: TLSSocket = connect({ socket: plain.socket, rejectUnauthorized: false });
  const client = new Client(socket);
  await soon('a handshake', new Promise((resolve) => socket.once('secureConnect', resolve)));
  return client;
}

describe('STARTTLS', () => {
  it('is what openssl s_client makes of a small SMTP', async () => {
    const served = await serveSmtp();
    const client = sClient(served.address, '-starttls', 'smtp', '-quiet', '-crlf');
    await client.prints('250 STARTTLS');
    client.type('EHLO me\n');
    await client.prints('250 localhost, secured');
    expect(listConnections(served.server)[0]?.connection.tls?.protocol).toBe('TLSv1.3');
    client.type('QUIT\n');
    await client.prints('221 bye');
    client.endInput();
    await client.ended();
    expect(client.printed).not.toContain('unexpected eof');
    const { howDied, connection } = await served.said.one('disconnected');
    expect([howDied, connection.tls?.protocol]).toEqual(['finished', 'TLSv1.3']);
    expect(served.said.of('connected')[0]?.connection.tls).toBeUndefined();
    expect(served.said.count('connected')).toBe(1);
  });

  it('flushes what was said before in plain text, and holds what is said after until it is encrypted', async () => {
    const served = await serve({ tls, protocol: bytes as unknown as Protocol });
    const plain = (await Client.to(served.address)).send('S');
    await plain.getsText('go');
    await turns(20);
    expect(plain.text).toBe('go');
    const client = await secured(plain);
    await client.getsText('heldready');
    client.send('hello');
    await client.getsText('hello');
    client.end();
    await client.ended();
    expect(await served.said.one('disconnected')).toMatchObject({
      howDied: 'peerClosed',
      bytesReceived: 6,
      bytesSaid: 16,
      bytesSent: 16,
    });
  });

  it('flushes much that a slow peer has not taken yet', async () => {
    const much = new Uint8Array(8_000_000).fill(0x61);
    const slow = setupProtocol().createMachine({
      on: { inbox: { actions: [outbox(much), makessl(), outbox('held')] } },
    });
    const served = await serve({ tls, protocol: slow as unknown as Protocol });
    const plain = (await Client.to(served.address, { paused: true })).send('S');
    await until(
      'bytes that have not left',
      () => (listConnections(served.server)[0]?.unsent ?? 0) > 1e6,
    );
    await turns(20);
    plain.resume();
    await plain.gets(much.length);
    const client = await secured(plain);
    await client.getsText('held');
    expect(plain.received).toBe(much.length);
  });

  it('lets a handler rest its inbox meanwhile', async () => {
    const resting = setupProtocol().createMachine({
      initial: 'plain',
      states: {
        plain: {
          on: { inbox: { target: 'resting', actions: [outbox('go'), makessl(), pauseInbox()] } },
        },
        resting: {
          on: {
            'control.sslready': { target: 'woken', actions: [outbox('ready'), resumeInbox()] },
          },
        },
        woken: { on: { inbox: { actions: outbox(({ event }) => event.data) } } },
      },
    });
    const served = await serve({ tls, protocol: resting as unknown as Protocol });
    const plain = (await Client.to(served.address)).send('S');
    await plain.getsText('go');
    const client = await secured(plain);
    client.send('hello');
    await client.getsText('readyhello');
  });
});

describe('bytes in plain text behind the wish for TLS', () => {
  it.each([
    ['a whole command', 'STARTTLS\r\nEHLO evil\r\n'],
    ['a part of one', 'STARTTLS\r\nEH'],
    ['another wish', 'STARTTLS\r\nSTARTTLS\r\n'],
  ])('end the connection: %s', async (_, text) => {
    const served = await serveSmtp();
    const client = (await Client.to(served.address)).send(text);
    const { howDied, error } = await served.said.one('disconnected');
    expect([howDied, (error as NodeJS.ErrnoException).code]).toEqual([
      'tlsError',
      'XN_TLS_INJECTION',
    ]);
    await client.ended();
    expect(client.text).not.toContain('secured');
  });

  it('end it where a handler of bytes has them', async () => {
    const served = await serve({ tls, protocol: bytes as unknown as Protocol });
    (await Client.to(served.address)).send('Sevil');
    const { howDied, error } = await served.said.one('disconnected');
    expect([howDied, (error as NodeJS.ErrnoException).code]).toEqual([
      'tlsError',
      'XN_TLS_INJECTION',
    ]);
  });

  it('are never heard in plain text when they come a moment later', async () => {
    const served = await serveSmtp();
    const client = (await Client.to(served.address)).send('STARTTLS\r\n');
    await client.getsText('220 go ahead');
    client.send('EHLO evil\r\n');
    const { howDied, error } = await served.said.one('disconnected');
    expect([howDied, (error as NodeJS.ErrnoException).code]).toEqual([
      'tlsError',
      expect.stringMatching(/^ERR_SSL_/),
    ]);
    expect(client.text).not.toContain('250');
  });
});

describe('a handshake that was asked for', () => {
  it('ends with handshakeTimeout when it takes too long', async () => {
    const served = await serveSmtp({ handshakeTimeout: 50 });
    (await Client.to(served.address)).send('STARTTLS\r\n');
    expect((await served.said.one('disconnected')).howDied).toBe('handshakeTimeout');
  });

  it('ends with peerClosed when the peer leaves', async () => {
    const served = await serveSmtp();
    const client = (await Client.to(served.address)).send('STARTTLS\r\n');
    await client.getsText('220 go ahead');
    client.end();
    expect((await served.said.one('disconnected')).howDied).toBe('peerClosed');
  });

  it('does not hold up a drain', async () => {
    const served = await serveSmtp({ shutdownTimeout: 300 });
    const client = (await Client.to(served.address)).send('STARTTLS\r\n');
    await client.getsText('220 go ahead');
    await served.drain();
  });

  it.each([
    ['on a server without tls', undefined, 'no tls'],
    ['on a connection that is secured already', 'implicit', 'secured already'],
  ])('is an error %s', async (_, mode, message) => {
    const { key, cert } = tls as { key: string; cert: string };
    const served = await serve({
      protocol: smtp as unknown as Protocol,
      ...(mode === undefined ? {} : { tls: { key, cert } }),
    });
    const client =
      mode === undefined
        ? await Client.to(served.address)
        : await secured(await Client.to(served.address));
    client.send('STARTTLS\r\n');
    const { howDied, error } = await served.said.one('disconnected');
    expect([howDied, (error as NodeJS.ErrnoException).code]).toEqual(['tlsError', 'XN_NO_TLS']);
    expect(error?.message).toContain(message);
  });
});
