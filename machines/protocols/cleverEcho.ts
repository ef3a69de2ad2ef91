import type { ConnectionInfo } from '../connection/connectionInfo';
import { outbox } from '../handler/say';
import { setupProtocol } from '../handler/setupProtocol';

/** What `cleverEcho` says to a client first: where it has connected to, and who it is. */
export function welcome({ family, path, ...info }: ConnectionInfo): string {
  if (family === 'unix') return `Welcome! You have connected to ${path}\r\n`;
  return (
    `Welcome! You have connected to ${info.localip} on port ${info.localport} ` +
    `from ${info.peer} on port ${info.peerport}\r\n`
  );
}

/**
 * Kamaelia's CleverEcho, the example of a protocol that uses its connection's information: it greets
 * the client with who it is, and then echoes.
 */
export const cleverEcho = setupProtocol({
  types: { input: {} as ConnectionInfo, context: {} as { readonly welcome: string } },
}).createMachine({
  id: 'cleverEcho',
  context: ({ input }) => ({ welcome: welcome(input) }),
  initial: 'connected',
  states: {
    connected: {
      entry: outbox(({ context }) => context.welcome),
      on: {
        inbox: { actions: outbox(({ event }) => event.data) },
        'control.*': 'shutdown',
      },
    },
    shutdown: { type: 'final' },
  },
});
