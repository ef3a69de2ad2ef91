import { createServer, type Socket } from 'node:net';
import type { ServerAddress } from '../../machines/connection/connectionInfo';
import { afterwards } from './afterwards';

/** A peer that answers each connection in its own way, and speaks no TLS. */
export async function rawServer(
  answer: (socket: Socket) => void,
): Promise<Extract<ServerAddress, { readonly host: string }>> {
  const server = createServer((socket) => {
    socket.on('error', () => {});
    afterwards(() => void socket.destroy());
    answer(socket);
  });
  await new Promise<void>((resolve) => server.listen(0, 'localhost', resolve));
  afterwards(() => void server.close());
  const { port } = server.address() as { readonly port: number };
  return { family: 'IPv4', host: 'localhost', port };
}
