/** The app: a statechart that owns the server, and knows how many are there. */
import { assign, createActor, sendTo, setup } from 'xstate';
import { describeAddress, type ServerCoreMessage, serverCore } from 'xstate-net';
import protocol from './protocol.js';

const base = setup({
  types: {
    context: {} as { readonly live: number },
    events: {} as ServerCoreMessage | { readonly type: 'stop' },
  },
  actors: { serverCore },
});

const app = base.createMachine({
  id: 'app',
  context: { live: 0 },
  initial: 'open',
  states: {
    open: {
      invoke: {
        id: 'server',
        src: 'serverCore',
        input: ({ self }) => ({
          port: Number(process.env.PORT ?? 1601),
          host: process.env.HOST ?? '127.0.0.1',
          idleTimeout: 60_000,
          protocol,
          owner: self,
        }),
        onDone: 'closed',
      },
      on: {
        listening: {
          actions: ({ event }) => console.log(`listens on ${describeAddress(event.address)}`),
        },
        connected: { actions: assign({ live: ({ context }) => context.live + 1 }) },
        disconnected: {
          actions: [
            assign({ live: ({ context }) => context.live - 1 }),
            ({ context, event }) =>
              console.log(`#${event.connection.id} ${event.howDied}, ${context.live} left`),
          ],
        },
        handlerError: { actions: ({ event }) => console.error(event.error) },
        error: {
          actions: ({ event }) => {
            console.error(event.error.message);
            process.exitCode = 1;
          },
        },
        stop: { actions: sendTo('server', { type: 'control.serverShutdown' }) },
      },
    },
    closed: { type: 'final' },
  },
});

const actor = createActor(app).start();
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.on(signal, () => actor.send({ type: 'stop' }));
}
