import { createServer } from 'node:http';
import { connect } from 'node:net';
import { pipeline } from 'node:stream';
import type { ConnectionStream } from '../../../../actors/services/streams';
import { httpProtocol, streamProtocol } from '../../../../actors/services/streams';
import { afterwards, leaveNothingBehind } from '../../../support/afterwards';
import { MIB, randomBytes, same } from '../../../support/pattern';
import { serve } from '../../../support/serve';
import { turns, until } from '../../../support/until';

leaveNothingBehind();

const echoing = streamProtocol((stream) => void stream.pipe(stream));

/** A protocol that keeps the streams that it has made, and what they tell. */
function kept(use: (stream: ConnectionStream) => void = () => {}) {
  const streams: ConnectionStream[] = [];
  const told: string[] = [];
  const protocol = streamProtocol((stream) => {
    streams.push(stream);
    for (const word of ['end', 'finish', 'close', 'error']) {
      stream.on(word, (error?: { readonly code?: string }) =>
        told.push(error === undefined ? word : `${word} ${error.code ?? error}`),
      );
    }
    use(stream);
  });
  return { protocol, streams, told };
}

describe('a connection as a stream', () => {
  it('is read and written, and ends when both sides have', async () => {
    const { protocol, told } = kept((stream) => void stream.pipe(stream));
    const { client, said } = await serve({ protocol });
    const ann = (await client()).send('hello');
    await ann.getsText('hello');
    ann.end(' world');
    expect((await ann.ended()).toString()).toBe('hello world');
    expect(await said.one('disconnected')).toMatchObject({
      howDied: 'peerClosed',
      bytesReceived: 11,
      bytesSent: 11,
    });
    await until('the stream to close', () => told.includes('close'));
    expect(told).toEqual(['end', 'finish', 'close']);
  });

  it('carries megabytes both ways, however they are cut', async () => {
    const { client } = await serve({ protocol: echoing });
    const bytes = randomBytes(16 * MIB);
    const ann = await client();
    ann.end(bytes);
    expect(same(await ann.ended(), bytes)).toBe(true);
  });

  it('holds back its writer while the peer does not read, and goes on when it does', async () => {
    const { protocol, streams } = kept();
    const { client, server } = await serve({ protocol });
    const ann = await client({ paused: true });
    await until('the stream', () => streams.length === 1);
    const [stream] = streams as [ConnectionStream];
    const block = Buffer.alloc(65_536);
    let written = 0;
    const fill = () => {
      while (stream.write(block)) written += 1;
      written += 1;
    };
    const finished = new Promise<void>((resolve) => {
      stream.on('drain', () => {
        if (written < 2_000) fill();
        else stream.end(resolve);
      });
    });
    fill();
    await turns(200);
    const atRest = written;
    expect(written).toBeLessThan(2_000);
    await turns(50);
    expect(written).toBe(atRest);
    ann.resume();
    await finished;
    expect((await ann.ended()).length).toBe(written * block.length);
    ann.end();
    expect(server.getSnapshot().status).toBe('active');
  });

  it('holds back its peer while it is not read', async () => {
    const { protocol, streams } = kept();
    const { client, said } = await serve({ protocol });
    const ann = await client();
    const bytes = randomBytes(32 * MIB);
    ann.send(bytes);
    await until('the stream', () => streams.length === 1);
    await turns(300);
    const [stream] = streams as [ConnectionStream];
    expect(stream.readableLength).toBeLessThan(MIB);
    expect(ann.socket.writableLength).toBeGreaterThan(MIB);
    const chunks: Buffer[] = [];
    stream.on('data', (chunk: Buffer) => chunks.push(chunk));
    stream.on('end', () => stream.end());
    ann.end();
    await ann.ended();
    expect(same(Buffer.concat(chunks), bytes)).toBe(true);
    await said.one('disconnected');
  });

  it('may close its half first, and go on reading', async () => {
    const { protocol, streams } = kept((stream) => stream.end('bye'));
    const { client } = await serve({ protocol });
    const ann = await client();
    expect((await ann.ended()).toString()).toBe('bye');
    ann.send('still here');
    const [stream] = streams as [ConnectionStream];
    let text = '';
    stream.setEncoding('utf8').on('data', (data: string) => {
      text += data;
    });
    await until('the rest', () => text === 'still here');
    ann.end();
    await ann.closed();
  });

  it('keeps what was received before the peer finished for one who reads late', async () => {
    const { protocol, streams } = kept((stream) => stream.end());
    const { client, said } = await serve({ protocol });
    const ann = await client();
    ann.end('read me');
    await said.one('disconnected');
    const [stream] = streams as [ConnectionStream];
    expect(String(stream.read())).toBe('read me');
  });

  it('flushes and closes when it is destroyed', async () => {
    const { protocol } = kept((stream) => {
      stream.write('last words');
      stream.destroySoon();
    });
    const { client, said } = await serve({ protocol });
    const ann = await client();
    expect((await ann.ended()).toString()).toBe('last words');
    ann.end();
    expect((await said.one('disconnected')).howDied).toBe('finished');
  });

  it('has an error when it is cut off, and nobody has to listen to it', async () => {
    const { protocol, told, streams } = kept();
    const { client, server, said } = await serve({ protocol });
    const ann = await client();
    await said.one('connected');
    ann.reset();
    await until('the end', () => told.includes('close'));
    expect(told).toEqual(['error ECONNRESET', 'close']);
    await client();
    await said.many('connected', 2);
    server.stop();
    await until('the other end', () => streams[1]?.closed === true);
    expect(streams[1]?.errored).toMatchObject({ code: 'ECONNRESET' });
  });

  it.each([
    ['throws at once', (): never => fail()],
    ['is destroyed with an error', (stream: ConnectionStream) => stream.destroy(new Error('no'))],
    ['throws at bytes', (stream: ConnectionStream) => void stream.on('data', fail)],
  ])('ends alone with handlerError when it %s', async (_, use) => {
    const protocol = ((connection: { readonly id: number }) =>
      connection.id === 2 ? kept(use).protocol : echoing) as never;
    const { client, said, address } = await serve({ protocol });
    const ann = await client();
    const { port } = address as { readonly port: number };
    await said.one('connected');
    const socket = connect(port);
    socket.on('error', () => {}).write('x');
    afterwards(() => void socket.destroy());
    expect((await said.one('handlerError')).error.message).toMatch(/no/);
    expect(await said.one('disconnected')).toMatchObject({
      howDied: 'handlerError',
      connection: { id: 2 },
    });
    await ann.send('hello').getsText('hello');
  });

  it('says where it comes from', async () => {
    const { protocol, streams } = kept();
    const { client, said } = await serve({ protocol });
    const ann = await client();
    await said.one('connected');
    expect(streams[0]).toMatchObject({
      remoteAddress: '127.0.0.1',
      remotePort: ann.port,
      remoteFamily: 'IPv4',
      localAddress: '127.0.0.1',
    });
  });

  it('ends when the server drains, or as it wants to', async () => {
    const asked: string[] = [];
    const { protocol } = kept((stream) => {
      stream.on('serverShutdown', () => {
        asked.push('shutdown');
        stream.end('goodbye');
      });
      stream.resume();
    });
    const served = await serve({ protocol });
    const ann = await served.client();
    await served.said.one('connected');
    const drained = served.drain();
    expect((await ann.ended()).toString()).toBe('goodbye');
    ann.end();
    await drained;
    expect(asked).toEqual(['shutdown']);
    const other = await serve({ protocol: echoing });
    const bob = (await other.client()).send('x');
    await bob.getsText('x');
    const gone = other.drain();
    await bob.ended();
    bob.end();
    await gone;
  });

  it('is idle when the server says so', async () => {
    const { protocol, told } = kept();
    const { client, said } = await serve({ protocol, idleTimeout: 50 });
    await client();
    expect((await said.one('disconnected')).howDied).toBe('idleTimeout');
    await until('the end', () => told.includes('close'));
    expect(told).toEqual(['error ECONNRESET', 'close']);
  });
});

const fail = (): never => {
  throw new Error('no');
};

describe('a server of node:http', () => {
  it('answers through ours, keeps connections alive, and drains', async () => {
    const held: (() => void)[] = [];
    const web = createServer((request, response) => {
      if (request.url === '/slow') held.push(() => response.end('slow'));
      else pipeline(request, response, () => {});
    });
    const served = await serve({ protocol: httpProtocol(web) });
    const ann = await served.client();
    const ask = (path: string) => ann.send(`GET ${path} HTTP/1.1\r\nHost: a\r\n\r\n`);
    ask('/');
    await ann.getsText('0\r\n\r\n');
    expect(ann.text).toContain('HTTP/1.1 200 OK');
    expect(ann.text).toContain('Connection: keep-alive');
    ask('/slow');
    await until('the question', () => held.length === 1);
    const idle = await served.client();
    await served.said.many('connected', 2);
    const drained = served.drain();
    await idle.ended();
    idle.end();
    held[0]?.();
    await ann.ended();
    expect(ann.text).toContain('Connection: close');
    expect(ann.text).toContain('slow');
    ann.end();
    await drained;
    expect(served.said.of('disconnected').map(({ howDied }) => howDied)).toEqual([
      'finished',
      'finished',
    ]);
  });
});
