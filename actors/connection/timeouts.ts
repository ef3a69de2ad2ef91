/** The timeouts that run while a connection is connected: those that its home asks for. */

import { Patience, type PatienceHome } from './patience';
import { Silence, type SilenceHome } from './silence';
import type { SocketHome } from './socketHome';

interface Timed extends PatienceHome, SilenceHome {
  patience: Patience | undefined;
  silence: Silence | undefined;
}

/** Starts them, or starts them anew after limits were changed. One that has finished goes on lingering. */
export function startTimeouts(socket: Timed, { idle, read }: SocketHome): void {
  if (socket.patience?.state === 'lingering') return;
  stopTimeouts(socket);
  if (idle !== undefined) {
    socket.patience ??= new Patience(socket);
    socket.patience.idle(idle);
  }
  if (read !== undefined) socket.silence = new Silence(socket, read);
}

/** Nothing of the peer is waited for any more. */
export function stopTimeouts(socket: Timed): void {
  socket.patience?.stop();
  socket.silence?.stop();
  socket.silence = undefined;
}
