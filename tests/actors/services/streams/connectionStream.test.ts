import { connect, createServer, type Server } from 'node:net';
import { createActor } from 'xstate';
import { adoptSocket } from '../../../../actors/connection/adoptSocket';
import { connectedSocketAdapter } from '../../../../actors/connection/connectedSocketAdapter';
import { connectionStream } from '../../../../actors/services/streams';
import { afterwards, leaveNothingBehind } from '../../../support/afterwards';
import { MIB, randomBytes, same } from '../../../support/pattern';
import { until } from '../../../support/until';

leaveNothingBehind();

/** An adapter whose peer is a server of node:net. */
async function adopted(server: Server) {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  afterwards(() => void server.close());
  const { port } = server.address() as { readonly port: number };
  const socket = connect({ port, host: '127.0.0.1', allowHalfOpen: true });
  await new Promise<void>((resolve) => socket.once('connect', resolve));
  const csa = createActor(connectedSocketAdapter, { input: adoptSocket(socket) });
  afterwards(() => void csa.stop());
  return csa;
}

describe('the stream of an adapter', () => {
  it('carries megabytes to its peer and back, and ends with it', async () => {
    const csa = await adopted(
      createServer({ allowHalfOpen: true }, (socket) => void socket.pipe(socket)),
    );
    const stream = connectionStream(csa as never);
    csa.start();
    const bytes = randomBytes(4 * MIB);
    const chunks: Buffer[] = [];
    stream.on('data', (chunk: Buffer) => chunks.push(chunk));
    stream.end(bytes);
    await until('the stream to close', () => stream.closed);
    expect(same(Buffer.concat(chunks), bytes)).toBe(true);
    expect(stream.errored).toBeNull();
    await until('the adapter to end', () => csa.getSnapshot().status === 'done');
    expect(csa.getSnapshot().output).toMatchObject({ howDied: 'finished' });
  });

  it('has an error when the peer resets', async () => {
    const csa = await adopted(
      createServer((socket) => void socket.once('data', () => socket.resetAndDestroy())),
    );
    const stream = connectionStream(csa as never);
    csa.start();
    stream.write('reset me');
    await until('the stream to close', () => stream.closed);
    expect(stream.errored).toMatchObject({ code: 'ECONNRESET' });
  });

  it('ends the adapter when it is destroyed with an error', async () => {
    const csa = await adopted(createServer((socket) => void socket.on('error', () => {})));
    const stream = connectionStream(csa as never);
    csa.start();
    stream.destroy(new Error('no'));
    await until('the adapter to end', () => csa.getSnapshot().status === 'done');
    expect(csa.getSnapshot().output).toMatchObject({ howDied: 'handlerError' });
  });
});
