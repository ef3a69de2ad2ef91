import type { Socket } from 'node:net';
import type { TcpClient } from './tcpClient';

/**
 * Whether nothing is under way between a client and the server's end of its connection, as far as the
 * two sockets know: all that was written has been read, each FIN and RST has been seen, or the side
 * that would see it does not read.
 *
 * `server` is undefined while, or because, the connection was not accepted.
 */
export function isPairAtRest(
  { client, socket, left }: TcpClient,
  server: Socket | undefined,
  isListening: boolean,
): boolean {
  if (client.state === 'connecting') return false;
  if (server === undefined) {
    // Nobody accepts it any more: the kernel breaks it off, which one that does not read never sees.
    return client.state === 'closed' || (!isListening && !client.reading);
  }
  return (
    isToServerAtRest(socket, left !== undefined, server) &&
    (client.state === 'closed' || isToClientAtRest(socket, client.reading, server)) &&
    isCloseDone(client.state === 'closed', socket)
  );
}

function isToServerAtRest(socket: Socket, hasLeft: boolean, server: Socket): boolean {
  // Gone: its 'close' is awaited by whoever counts the server's sockets.
  if (server.destroyed) return server.closed;
  if (server.isPaused()) return true;
  // A RST destroys it, a FIN ends it; behind a FIN, a RST goes unseen until something is written.
  if (hasLeft) return server.readableEnded;
  if (server.bytesRead !== socket.bytesWritten) return false;
  return !socket.writableEnded || server.readableEnded;
}

function isToClientAtRest(socket: Socket, isReading: boolean, server: Socket): boolean {
  if (!isReading) return true;
  if (server.destroyed) return socket.readableEnded;
  if (server.writableLength > 0 || socket.bytesRead !== server.bytesWritten) return false;
  return !server.writableEnded || socket.readableEnded;
}

/** With both halves ended a socket closes by itself, a moment later. */
function isCloseDone(isClosed: boolean, socket: Socket): boolean {
  return isClosed || !(socket.readableEnded && socket.writableFinished);
}
