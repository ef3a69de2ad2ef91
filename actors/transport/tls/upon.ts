/** What both sides of TLS do with the socket that is under them. */

import type { Socket } from 'node:net';
import type { TLSSocket } from 'node:tls';
import type { TransportSocket } from '../transport';

const SAYS_NOTHING = () => {};

/** Calls back when all that was written to a socket has left it: at once, if it has. */
export function flushed(socket: TransportSocket, left: () => void): void {
  if (socket.writableLength === 0) {
    left();
    return;
  }
  // What is written behind it leaves behind it.
  (socket as Socket).write('', (error) => {
    if (!error) left();
  });
}

/** TLS has no reset: what is under it has. */
export function resetsBelow(socket: TLSSocket, raw: Socket): void {
  // Whatever becomes of it, the one upon it says so, too.
  raw.on('error', SAYS_NOTHING);
  socket.resetAndDestroy = () => {
    raw.resetAndDestroy();
    return socket;
  };
}
