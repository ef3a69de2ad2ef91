import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import fc from 'fast-check';
import { quickData } from '../../../../actors/transport/tcp/quickData';
import { randomBytes } from '../../../support/pattern';

type Listen = (socket: Socket, listener: (data: Uint8Array) => void) => void;

/** What a paused socket of a server hears when it is resumed and paused after so many chunks. */
async function heard(listen: Listen, sizes: readonly number[], pauses: ReadonlySet<number>) {
  const server = createServer({ pauseOnConnect: true, allowHalfOpen: true });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const client = connect((server.address() as AddressInfo).port, '127.0.0.1');
  const [socket] = (await once(server, 'connection')) as [Socket];
  const parts: Uint8Array[] = [];
  let chunks = 0;
  listen(socket, (data) => {
    parts.push(data);
    if (!pauses.has(chunks++)) return;
    socket.pause();
    setImmediate(() => socket.resume());
  });
  socket.resume();
  const sent = sizes.map((size) => randomBytes(size));
  for (const part of sent) client.write(part);
  client.end();
  await once(socket, 'end');
  socket.end();
  await once(client.resume(), 'close');
  server.close();
  await once(server, 'close');
  return { bytes: Buffer.concat(parts), sent: Buffer.concat(sent) };
}

describe('reading by the shorter way', () => {
  it('hears every byte once and in order, and the end behind it, whenever it is paused', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.integer({ min: 1, max: 200_000 }), { minLength: 1, maxLength: 8 }),
        fc.uniqueArray(fc.nat(12)),
        async (sizes, pauses) => {
          const { bytes, sent } = await heard(quickData, sizes, new Set(pauses));
          expect(bytes.equals(sent)).toBe(true);
        },
      ),
      { numRuns: 40 },
    );
  });

  it('leaves text to Node, that decodes it', async () => {
    const texts: unknown[] = [];
    const listen: Listen = (socket) => {
      socket.setEncoding('latin1');
      quickData(socket, (data) => texts.push(data));
    };
    const { sent } = await heard(listen, [10], new Set());
    expect(texts.join('')).toBe(sent.toString('latin1'));
  });
});
