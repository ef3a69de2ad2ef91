/**
 * An app that owns its server, as the README shows it: a machine that invokes `serverCore` and counts who
 * is there. `--deaf`: the same, which does not listen to connections; `--speaks NAME` speaks a protocol of
 * protocols/ in place of the echo; `--tls-key FILE --tls-cert FILE` secures it.
 */

import { Actor, type ActorRefFrom, createActor, sendTo, setup, toPromise } from 'xstate';
import {
  echo,
  listConnections,
  type Protocol,
  type ServerCoreMessage,
  serverCore,
} from '../../index';
import { flag, option, serveBench } from './serve';

const protocol: Protocol = flag('speaks')
  ? (require(`./protocols/${option('speaks', '')}`) as { default: Protocol }).default
  : echo;
const secured = flag('tls-key') && {
  tls: { key: option('tls-key', ''), cert: option('tls-cert', '') },
};

interface Live {
  readonly live: number;
}

const base = setup({
  types: {
    context: {} as Live,
    events: {} as ServerCoreMessage | { readonly type: 'quit' },
  },
  actors: { serverCore },
  actions: {
    shutDown: sendTo('server', { type: 'control.serverShutdown' }),
    /** Tells the harness where it listens. */
    listens: () => {},
  },
});

const app = base
  .extend({
    actions: {
      countIn: base.assign({ live: ({ context }) => context.live + 1 }),
      countOut: base.assign({ live: ({ context }) => context.live - 1 }),
    },
  })
  .createMachine({
    context: { live: 0 },
    initial: 'open',
    states: {
      open: {
        invoke: {
          id: 'server',
          src: 'serverCore',
          input: ({ self }) => ({
            port: 0,
            host: '127.0.0.1',
            protocol,
            owner: self,
            ...secured,
          }),
          onDone: 'closed',
        },
        on: {
          listening: { actions: 'listens' },
          quit: { actions: 'shutDown' },
          ...(!flag('deaf') && {
            connected: { actions: 'countIn' },
            disconnected: { actions: 'countOut' },
          }),
        },
      },
      closed: { type: 'final' },
    },
  });

const actor = createActor(
  app.provide({
    actions: {
      listens: ({ event }) => {
        if (event.type === 'listening' && 'port' in event.address) serve(event.address.port);
      },
    },
  }),
);

function serve(port: number): void {
  const server = actor.getSnapshot().children.server as ActorRefFrom<typeof serverCore>;
  serveBench(port, {
    async drain() {
      const drained = toPromise(actor);
      actor.send({ type: 'quit' });
      await drained;
    },
    counts: () => ({ connections: listConnections(server).length }),
    classes: { actors: Actor },
  });
}

actor.start();
