import { setupProtocol } from '../handler/setupProtocol';

/**
 * The discard protocol, RFC 863: "once a connection is established any data received is thrown away.
 * No response is sent. This continues until the calling user terminates the connection."
 */
export const discard = setupProtocol().createMachine({
  id: 'discard',
  initial: 'connected',
  states: {
    connected: {
      on: {
        inbox: {},
        'control.*': 'shutdown',
      },
    },
    shutdown: { type: 'final' },
  },
});
