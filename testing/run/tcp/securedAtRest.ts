import type { Socket } from 'node:net';
import type { Secured } from '../observedTransport';
import type { TcpClient } from './tcpClient';

/** What libuv has carried for a TCP socket, whoever speaks through it; undefined once it is gone. */
interface Counted {
  readonly _handle?: { readonly bytesRead: number; readonly bytesWritten: number } | null;
}

const countsOf = (socket: Socket) => (socket as unknown as Counted)._handle ?? undefined;

/**
 * Whether nothing is under way between a client and a server whose connection is secured, or about to be:
 * all that one has written the other has read, encrypted as it is, or does not read; each end has been seen.
 */
export function isSecuredPairAtRest(
  { client, socket, raw, left }: TcpClient,
  server: Socket,
  { stream, isOver }: Secured,
): boolean {
  const serverSide = stream as Socket;
  const isClosed = client.state === 'closed';
  if (serverSide.destroyed) {
    return serverSide.closed && (isClosed || !client.reading || socket.readableEnded);
  }
  const isServerReading = !isOver || !serverSide.isPaused();
  if (left !== undefined) return !isServerReading || serverSide.readableEnded;
  if (isClosed) return !isServerReading || serverSide.readableEnded;
  const [near, far] = [countsOf(raw), countsOf(server)];
  if (near === undefined || far === undefined) return false;
  if (isServerReading) {
    if (near.bytesWritten !== far.bytesRead || socket.writableLength > 0) return false;
    if (socket.writableEnded && !serverSide.readableEnded) return false;
  }
  if (!client.reading) return true;
  if (far.bytesWritten !== near.bytesRead || serverSide.writableLength > 0) return false;
  return !serverSide.writableEnded || socket.readableEnded;
}
