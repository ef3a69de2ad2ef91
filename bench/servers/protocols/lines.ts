/** A line protocol as docs/codecs.md teaches it: a codec before a chart with states and a guard. */

import { lines, outbox, setupProtocol } from 'xstate-net';

export default setupProtocol({
  codec: lines(),
  guards: {
    isQuit: ({ event }) => event.type === 'inbox' && event.data === 'quit',
  },
}).createMachine({
  id: 'lines',
  initial: 'connected',
  states: {
    connected: {
      on: {
        inbox: [
          { guard: 'isQuit', target: 'shutdown' },
          { actions: outbox(({ event }) => event.data) },
        ],
        'control.*': 'shutdown',
      },
    },
    shutdown: { type: 'final' },
  },
});
