import { createServer } from 'node:http';
import type { Duplex } from 'node:stream';
import { createWebSocketStream, WebSocket, WebSocketServer } from 'ws';
import { createActor } from 'xstate';
import { adoptSocket } from '../../../../actors/connection/adoptSocket';
import { connectedSocketAdapter } from '../../../../actors/connection/connectedSocketAdapter';
import { type StreamSink, streamTransport } from '../../../../actors/services/streams';
import { afterwards, leaveNothingBehind } from '../../../support/afterwards';
import { MIB, randomBytes, same } from '../../../support/pattern';
import { serve } from '../../../support/serve';
import { turns, until } from '../../../support/until';
import { duplexPair } from './duplexPair';

leaveNothingBehind();

const HERE = { family: 'IPv4', host: '127.0.0.1', port: 1 } as const;

/** A transport to which streams are brought by hand. */
function byHand() {
  const calls: { sink?: StreamSink; closed?: () => void } = {};
  const transport = streamTransport((sink) => {
    calls.sink = sink;
    sink.listening(HERE);
    return (closed) => {
      calls.closed = closed;
    };
  });
  return { transport, calls };
}

/** What a stream has brought so far. */
function reading(stream: Duplex) {
  const chunks: Buffer[] = [];
  stream.on('data', (chunk: Buffer) => chunks.push(chunk));
  return {
    get bytes() {
      return Buffer.concat(chunks);
    },
  };
}

describe('a server whose connections are streams', () => {
  it('serves them as it does sockets, with back-pressure, and knows where they come from', async () => {
    const { transport, calls } = byHand();
    const { said, address } = await serve({ transport });
    expect(address).toEqual(HERE);
    const [ours, theirs] = duplexPair();
    calls.sink?.connection(ours, { remoteAddress: '10.0.0.7', remotePort: 7 });
    expect((await said.one('connected')).connection).toMatchObject({
      peer: '10.0.0.7',
      peerport: 7,
      family: 'IPv4',
    });
    const bytes = randomBytes(4 * MIB);
    for (let at = 0; at < bytes.length; at += 65_536) {
      theirs.write(bytes.subarray(at, at + 65_536));
    }
    theirs.end();
    await turns(200);
    expect(theirs.writableLength).toBeGreaterThan(MIB);
    const heard = reading(theirs);
    await until('all', () => heard.bytes.length === bytes.length);
    expect(same(heard.bytes, bytes)).toBe(true);
    expect(await said.one('disconnected')).toMatchObject({
      howDied: 'peerClosed',
      bytesReceived: bytes.length,
      bytesSent: bytes.length,
    });
  });

  it('drains, and turns away what its source still brings', async () => {
    const { transport, calls } = byHand();
    const served = await serve({ transport });
    const [ours, theirs] = duplexPair();
    calls.sink?.connection(ours);
    theirs.resume();
    await served.said.one('connected');
    const drained = served.drain();
    await until('the request to close', () => calls.closed !== undefined);
    const [late, client] = duplexPair();
    client.on('error', () => {});
    calls.sink?.connection(late);
    await until('the late one to be closed', () => late.destroyed);
    await until('the end', () => theirs.readableEnded);
    theirs.end();
    calls.closed?.();
    await drained;
    expect(served.said.count('connected')).toBe(1);
  });

  it('tells of a stream that fails', async () => {
    const { transport, calls } = byHand();
    const { said } = await serve({ transport });
    const [ours] = duplexPair();
    calls.sink?.connection(ours);
    await said.one('connected');
    ours.destroy(new Error('broken pipe'));
    expect(await said.one('disconnected')).toMatchObject({ howDied: 'socketError' });
  });

  it('serves WebSockets', async () => {
    const transport = streamTransport((sink) => {
      const web = createServer();
      new WebSocketServer({ server: web }).on('connection', (socket, { socket: from }) =>
        sink.connection(createWebSocketStream(socket), {
          remoteAddress: from.remoteAddress,
          remotePort: from.remotePort,
        }),
      );
      web.listen(0, '127.0.0.1', () => {
        const { port } = web.address() as { readonly port: number };
        sink.listening({ family: 'IPv4', host: '127.0.0.1', port });
      });
      return (closed) => void web.close(() => closed());
    });
    const served = await serve({ transport });
    const { port } = served.address as { readonly port: number };
    const socket = new WebSocket(`ws://127.0.0.1:${port}`);
    const client = createWebSocketStream(socket);
    afterwards(() => socket.terminate());
    const bytes = randomBytes(2 * MIB);
    const heard = reading(client);
    client.write(bytes);
    await until('all', () => heard.bytes.length === bytes.length);
    expect(same(heard.bytes, bytes)).toBe(true);
    expect((await served.said.one('connected')).connection.peer).toBe('127.0.0.1');
    const drained = served.drain();
    await until('the close', () => socket.readyState === WebSocket.CLOSED);
    await drained;
    expect(served.said.count('disconnected')).toBe(1);
  });
});

describe('an adapter', () => {
  it('adopts any stream of bytes', async () => {
    const [ours, theirs] = duplexPair();
    const csa = createActor(connectedSocketAdapter, { input: adoptSocket(ours as never) });
    const chunks: Uint8Array[] = [];
    csa.on('outbox', ({ data }) => chunks.push(data));
    let ended = false;
    csa.on('signal.producerFinished', () => {
      ended = true;
    });
    csa.start();
    const bytes = randomBytes(MIB);
    theirs.end(bytes);
    await until('all', () => Buffer.concat(chunks).length === bytes.length);
    expect(same(Buffer.concat(chunks), bytes)).toBe(true);
    await until('its end', () => ended);
    csa.send({ type: 'control.producerFinished' });
    theirs.resume();
    await until('the end', () => csa.getSnapshot().status === 'done');
    expect(csa.getSnapshot().output).toMatchObject({ howDied: 'peerClosed' });
  });
});
