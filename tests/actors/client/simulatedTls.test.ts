import { createActor } from 'xstate';
import { tcpClient } from '../../../actors/client/tcpClient';
import { serverCore } from '../../../actors/server/serverCore';
import { simulatedNetwork } from '../../../actors/transport/simulated/simulatedNetwork';
import { selfSigned } from '../../../actors/transport/tls/selfSigned';
import type { ClientInput } from '../../../machines/client/clientContext';
import type { ClientMessage } from '../../../machines/client/clientMessages';
import { lines } from '../../../machines/framing';
import type { Protocol } from '../../../machines/handler/protocol';
import { makessl, outbox } from '../../../machines/handler/say';
import { setupProtocol } from '../../../machines/handler/setupProtocol';
import type { TlsOptions } from '../../../machines/options/tlsOptions';
import { echo } from '../../../machines/protocols/echo';
import type { ServerCoreMessage } from '../../../machines/server/serverCoreMessages';
import { afterwards, leaveNothingBehind } from '../../support/afterwards';
import { Heard } from '../../support/heard';

leaveNothingBehind();

const PORT = 1601;
const localhost = selfSigned('localhost');
const other = selfSigned('other.example');
const ann = selfSigned('ann');

/** A server and a client that connects to it, on one simulated network. */
function both(tls: Partial<TlsOptions>, input: object, protocol: Protocol = echo as Protocol) {
  const network = simulatedNetwork();
  const clock = network.clock as never;
  const server = createActor(serverCore, {
    input: { port: PORT, protocol, transport: network, tls: { ...localhost, ...tls } },
    clock,
  });
  const served = new Heard<ServerCoreMessage>(server);
  server.start();
  network.settle();
  const client = createActor(tcpClient, {
    input: {
      host: 'localhost',
      port: PORT,
      reconnect: false,
      ...('protocol' in input ? {} : { codec: lines() }),
      transport: network,
      ...input,
    } as unknown as ClientInput,
    clock,
  });
  const said = new Heard<ClientMessage>(client);
  client.start();
  afterwards(() => {
    client.stop();
    server.stop();
    network.runToQuiescence();
    expect(network.census()).toEqual({ sockets: 0, listening: 0, timers: 0 });
  });
  network.advance(50);
  return { network, client, server, said, served };
}

describe('a client that is secured on the simulated network', () => {
  it('knows what was agreed upon, and shows its own certificate', () => {
    const { said, served } = both(
      { requestCert: true, ca: ann.cert, alpn: ['mine'] },
      { tls: { ca: localhost.cert, key: ann.key, cert: ann.cert, alpn: ['mine'] } },
    );
    expect(said.of('connected')[0]?.connection.tls).toMatchObject({
      protocol: 'TLSv1.3',
      servername: 'localhost',
      alpn: 'mine',
      authorized: true,
      peerCertificate: { subject: 'CN=localhost' },
    });
    expect(served.of('connected')[0]?.connection.tls).toMatchObject({
      servername: 'localhost',
      authorized: true,
      peerCertificate: { subject: 'CN=ann' },
    });
  });

  it.each<[string, object, string | undefined]>([
    ['nobody vouches for', {}, 'XN_TLS_UNTRUSTED'],
    ['another vouches for', { ca: other.cert }, 'XN_TLS_UNTRUSTED'],
    [
      'is for another name',
      { ca: localhost.cert, servername: 'else.example' },
      'XN_TLS_WRONG_NAME',
    ],
    ['will do', { ca: localhost.cert }, undefined],
    ['it does not ask about', { rejectUnauthorized: false, servername: 'else.example' }, undefined],
  ])('judges a server whose certificate %s', (_, tls, code) => {
    const { client, said } = both({}, { tls });
    if (code === undefined) expect(said.count('connected')).toBe(1);
    else expect(client.getSnapshot().output).toMatchObject({ error: { code } });
  });

  it('is secured in place when its handler says so', () => {
    const upgrading = setupProtocol({ codec: lines() }).createMachine({
      initial: 'plain',
      states: {
        plain: { on: { inbox: { target: 'on', actions: [outbox('go ahead'), makessl()] } } },
        on: { on: { inbox: { actions: outbox(({ event }) => event.data) } } },
        gone: { type: 'final' },
      },
      on: { 'control.producerFinished': '.gone', 'control.serverShutdown': '.gone' },
    });
    const asks = setupProtocol({ codec: lines() }).createMachine({
      initial: 'asking',
      states: {
        asking: { entry: outbox('STARTTLS'), on: { inbox: { target: 'on', actions: makessl() } } },
        on: { on: { 'control.sslready': { actions: outbox('a secret') }, inbox: 'gone' } },
        gone: { type: 'final' },
      },
    });
    const { said, served } = both(
      { starttls: true },
      { tls: { ca: localhost.cert, starttls: true }, protocol: asks },
      upgrading as unknown as Protocol,
    );
    expect(said.count('connected')).toBe(1);
    expect(served.of('disconnected')[0]).toMatchObject({ bytesReceived: 18, bytesSent: 18 });
  });
});
