/** The quickest way for bytes from a socket of Node to its CSA. */

import { Socket } from 'node:net';
import { Readable } from 'node:stream';
import { youngGarbage } from './youngGarbage';

const push = Readable.prototype.push;

/**
 * `socket.on('data', listener)`, by a shorter way for what is read while the socket flows.
 *
 * Node hands all that it reads to the socket's `push()`, a public method of `Readable`, which buffers it or
 * emits it, and then plans another look at the buffer for the next tick. Where the stream flows and its
 * buffer is empty, there is nothing to be buffered or looked at: such a chunk goes straight to the
 * listener. What comes while the socket is paused, and the end, take Node's way; so would everything if
 * Node no longer called `push()`.
 */
export function quickData(socket: Socket, listener: (data: Uint8Array) => void): void {
  socket.on('data', listener);
  // Text is decoded on the way, and any other stream has to be told by its own `push` that it may read on.
  if (!(socket instanceof Socket) || socket.readableEncoding !== null) return;
  socket.push = function (this: Socket, chunk: Uint8Array | null, encoding) {
    if (chunk !== null && this.readableFlowing === true && this.readableLength === 0) {
      youngGarbage.read(chunk.length);
      listener(chunk);
      return true;
    }
    return push.call(this, chunk, encoding);
  };
}

/** Takes back what {@link quickData} did. */
export function stopQuickData(socket: Socket, listener: (data: Uint8Array) => void): void {
  socket.off('data', listener);
  Reflect.deleteProperty(socket, 'push');
}
