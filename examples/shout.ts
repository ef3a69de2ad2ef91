/**
 * The smallest protocol of one's own: says back what it hears, louder.
 *
 *     npm start -- ./examples/shout.ts
 *     printf 'hello' | npm run -s connect -- 127.0.0.1 1601
 */
// In a project of your own: from 'xstate-net'.
import { outbox, setupProtocol } from '../index';

export default setupProtocol().createMachine({
  id: 'shout',
  initial: 'connected',
  states: {
    connected: {
      on: {
        inbox: { actions: outbox(({ event }) => Buffer.from(event.data).toString().toUpperCase()) },
        'control.*': 'shutdown',
      },
    },
    shutdown: { type: 'final' },
  },
});
