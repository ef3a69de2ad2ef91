import { type ConnectionOptions, connect, type TLSSocket } from 'node:tls';
import type { ServerAddress } from '../../machines/connection/connectionInfo';
import { Client, connectOptions } from './client';
import { soon } from './until';

/** A client on a real socket that speaks TLS and believes every certificate. */
export async function tlsClient(
  address: ServerAddress,
  options: ConnectionOptions = {},
): Promise<Client & { readonly socket: TLSSocket }> {
  const socket = connect({
    ...connectOptions(address),
    rejectUnauthorized: false,
    ...options,
  } as ConnectionOptions);
  // Node takes it from the options of connections only where they are made, which is before it gets there.
  socket.allowHalfOpen = true;
  const client = new Client(socket);
  await soon(
    'a handshake',
    new Promise<void>((resolve, reject) => {
      socket.once('secureConnect', resolve);
      socket.once('error', reject);
      socket.once('close', () => reject(new Error('closed before it was secured')));
    }),
  );
  return client as Client & { readonly socket: TLSSocket };
}
