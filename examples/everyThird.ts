/**
 * A server in an app's own machine, with a protocol that throws on every third connection: that
 * connection ends, the others never notice, and the app is told.
 *
 *     node --require ts-node/register/transpile-only examples/everyThird.ts
 */
import { createActor, setup } from 'xstate';
// In a project of your own: from 'xstate-net'.
import { type ConnectionInfo, echo, type ServerCoreMessage, serverCore } from '../index';

const port = Number(process.argv[2] ?? 1601);

const protocol = (connection: ConnectionInfo) => {
  if (connection.id % 3 === 0) throw new Error(`connection ${connection.id} is one of the third`);
  return echo;
};

const app = setup({
  types: { events: {} as ServerCoreMessage },
  actors: { serverCore },
}).createMachine({
  invoke: {
    src: 'serverCore',
    input: ({ self }) => ({ port, host: '127.0.0.1', protocol, owner: self }),
  },
  on: {
    '*': { actions: ({ event }) => console.log(JSON.stringify(event)) },
  },
});

createActor(app).start();
