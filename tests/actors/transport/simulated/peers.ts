import type { SimulatedClient, SimulatedNetwork } from '../../../../actors/transport/simulated/api';
import type { TransportSocket } from '../../../../actors/transport/transport';
import { resolveServerOptions } from '../../../../machines/options/resolveOptions';
import type { ServerOptions } from '../../../../machines/options/serverOptions';

export const PORT = 7;

/** Bytes that tell where they belong. */
export function pattern(length: number, start = 0): Buffer {
  const bytes = Buffer.allocUnsafe(length);
  for (let index = 0; index < length; index += 1) bytes[index] = (start + index * 7) % 251;
  return bytes;
}

/** The server's end of a connection, and all that it was told. */
export interface Peer {
  readonly socket: TransportSocket;
  readonly told: string[];
  readonly pieces: Buffer[];
  received(): Buffer;
}

/** A listening socket without any chart behind it. */
export interface Peers {
  readonly told: string[];
  readonly all: Peer[];
  close(): void;
}

/** Listens, resumes every socket and notes what it is told. */
export function listen(network: SimulatedNetwork, options: ServerOptions = {}): Peers {
  const all: Peer[] = [];
  const told: string[] = [];
  const resolved = resolveServerOptions({ port: PORT, ...options });
  const listening = network.listen(
    { port: resolved.port, options: resolved },
    {
      listening: () => told.push('listening'),
      connection: (socket) => {
        told.push('connection');
        all.push(peer(socket));
      },
      failed: ({ code }) => told.push(`failed ${code}`),
      error: ({ code }) => told.push(`error ${code}`),
      closed: () => told.push('closed'),
    },
  );
  return { told, all, close: () => listening.close() };
}

function peer(socket: TransportSocket): Peer {
  const told: string[] = [];
  const pieces: Buffer[] = [];
  socket.on('data', (data) => pieces.push(data as Buffer));
  socket.on('end', () => told.push('end'));
  socket.on('drain', () => told.push('drain'));
  socket.on('finish', () => told.push('finish'));
  socket.on('error', ({ code }) => told.push(`error ${code}`));
  socket.on('close', () => told.push('close'));
  socket.resume();
  return { socket, told, pieces, received: () => Buffer.concat(pieces) };
}

/** A connection that is open on both sides. */
export function connected(
  network: SimulatedNetwork,
  options: ServerOptions = {},
): readonly [SimulatedClient, Peer, Peers] {
  const peers = listen(network, options);
  network.settle();
  const client = network.connect({ port: PORT });
  network.advance(10);
  const [first] = peers.all;
  if (first === undefined) throw new Error('the connection did not come about');
  return [client, first, peers];
}
