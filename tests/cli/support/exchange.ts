import { connect, type Socket } from 'node:net';
import type { ServerAddress } from '../../../machines/connection/connectionInfo';
import { connectOptions } from '../../support/client';
import { soon } from '../../support/until';

/** Milliseconds that an answer may take on a machine that has other things to do. */
const PATIENCE = 25_000;

/** Connects, says this and no more, and resolves to all that is answered until the server's FIN. */
export async function exchange(address: ServerAddress, say: Uint8Array | string): Promise<Buffer> {
  const socket: Socket = connect({ ...connectOptions(address), allowHalfOpen: true });
  const chunks: Buffer[] = [];
  const answer = new Promise<Buffer>((resolve, reject) => {
    socket.on('data', (chunk) => chunks.push(chunk));
    socket.once('end', () => resolve(Buffer.concat(chunks)));
    socket.once('error', reject);
    socket.once('close', () => reject(new Error('closed without a FIN')));
  });
  socket.end(say);
  try {
    return await soon('an answer', answer, PATIENCE);
  } finally {
    socket.destroy();
  }
}
