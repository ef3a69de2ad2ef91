/** The state of a connected socket adapter whose proxy has to say first for whom it speaks. */

import { died, ended } from './csaActions';
import { fail } from './csaTransitions';

const gone = (...said: readonly ('sayProxyFailed' | 'sayShutdownCSA')[]) =>
  ({
    target: '#csaShutdown',
    actions: [ended('peerClosed'), 'noteClosed', ...said],
  }) as const;

/** Until it is left nobody hears of the connection, and whoever came is judged by whom it is for. */
export const announcing = {
  initial: 'waiting',
  on: { 'socket.closed': gone('sayShutdownCSA', 'sayProxyFailed') },
  states: {
    waiting: {
      on: {
        'socket.announced': { target: 'announced', actions: ['noteAnnounced', 'sayAnnounced'] },
        'socket.proxyTimeout': fail('noteProxyTimeout', 'destroySocket'),
        'socket.ended': { target: 'failing', actions: [died('peerClosed'), 'destroySocket'] },
        'socket.error': fail('noteError', 'destroySocket'),
        'control.shutdownMicroprocess': fail('noteAbort', 'abortSocket'),
      },
    },
    announced: {
      on: {
        'control.admit': { target: '#connected', actions: 'admitSocket' },
        'control.secure': { target: '#securing', actions: 'admitSocket' },
        'control.refuse': { target: 'refused', actions: died('aborted') },
        'socket.error': fail('noteError', 'destroySocket'),
        'control.shutdownMicroprocess': fail('noteAbort', 'abortSocket'),
      },
    },
    // Who refused it closes its socket, and has told of it.
    refused: { on: { 'socket.closed': gone('sayShutdownCSA') } },
    failing: {},
  },
} as const;
