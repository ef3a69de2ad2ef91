import { outbox } from '../handler/say';
import { setupProtocol } from '../handler/setupProtocol';

/**
 * The echo protocol, RFC 862: "once a connection is established any data received is sent back. This
 * continues until the calling user terminates the connection."
 *
 * It finishes when the peer has finished, and when the server asks to: both come behind every byte
 * that had arrived, so that all of it has been sent back by then and is flushed before the end.
 */
export const echo = setupProtocol().createMachine({
  id: 'echo',
  initial: 'connected',
  states: {
    connected: {
      on: {
        inbox: { actions: outbox(({ event }) => event.data) },
        'control.*': 'shutdown',
      },
    },
    shutdown: { type: 'final' },
  },
});
