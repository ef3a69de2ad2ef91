import { outbox } from '../say';
import { setupProtocol } from '../setupProtocol';

/**
 * The echo protocol, RFC 862: "once a connection is established any data received is sent back. This
 * continues until the calling user terminates the connection."
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
