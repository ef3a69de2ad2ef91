/**
 * A TCP proxy: connections go to one of several upstreams, the sound ones first, each in turn. SIGTERM or SIGINT
 * drains it: what is under way may end.
 *
 *     node --require ts-node/register/transpile-only examples/proxy.ts 1601 127.0.0.1:8001 127.0.0.1:8002
 */
import {
  type ActorRefFrom,
  type AnyActorRef,
  assign,
  createActor,
  enqueueActions,
  setup,
  spawnChild,
  stopChild,
} from 'xstate';
// In a project of your own: from 'xstate-net' and 'xstate-net/client'.
import { type ClientMessage, tcpClient } from '../actors/client';
import { discard, pipe, pipeEnd, type ServerCoreMessage, serverCore } from '../index';

interface To {
  readonly host: string;
  readonly port: number;
}

/** Milliseconds between two probes of an upstream. */
const INTERVAL = 2_000;

const probing = (up: string, down: string) =>
  ({
    invoke: {
      src: 'client',
      input: ({ context, self }: { context: { to: To }; self: AnyActorRef }) => ({
        ...context.to,
        protocol: discard,
        reconnect: false,
        connectTimeout: 1_000,
        owner: self,
      }),
    },
    on: { connected: up, failed: down },
  }) as const;

/** Whether an upstream is there: tried anew, again and again. */
const upstream = setup({
  types: {
    input: {} as To,
    context: {} as { readonly to: To },
    events: {} as ClientMessage,
    tags: {} as 'sound',
  },
  actors: { client: tcpClient },
}).createMachine({
  id: 'upstream',
  context: ({ input }) => ({ to: input }),
  initial: 'unknown',
  states: {
    unknown: probing('sound', 'down'),
    sound: {
      tags: 'sound',
      initial: 'resting',
      states: {
        resting: { after: { [INTERVAL]: 'probing' } },
        probing: probing('resting', '#down'),
      },
    },
    down: {
      id: 'down',
      initial: 'resting',
      states: {
        resting: { after: { [INTERVAL]: 'probing' } },
        probing: probing('#upstream.sound', 'resting'),
      },
    },
  },
});

/** One connection, and the one behind it. */
const conversation = setup({
  types: {
    input: {} as { readonly front: AnyActorRef | undefined; readonly addresses: readonly To[] },
    context: {} as { readonly front: AnyActorRef | undefined; readonly addresses: readonly To[] },
    events: {} as ClientMessage,
  },
  actors: { client: tcpClient },
}).createMachine({
  id: 'conversation',
  context: ({ input }) => input,
  invoke: {
    src: 'client',
    input: ({ context, self }) => ({
      addresses: context.addresses,
      protocol: pipeEnd,
      reconnect: false,
      owner: self,
    }),
    onDone: '.over',
  },
  initial: 'open',
  states: {
    open: {
      on: {
        connected: { actions: ({ context, event }) => pipe(context.front, event.handler) },
        error: { actions: ({ context }) => context.front?.send({ type: 'pipe.refused' }) },
      },
    },
    over: { type: 'final' },
  },
});

type Connected = Extract<ServerCoreMessage, { type: 'connected' }>;

interface ProxyInput {
  readonly port: number;
  readonly upstreams: readonly To[];
}

type Upstream = ActorRefFrom<typeof upstream>;

interface Proxy extends ProxyInput {
  /** How many conversations have begun, and how many of them are under way. */
  readonly turn: number;
  readonly open: number;
}

const upstreamsOf = (children: Readonly<Record<string, AnyActorRef | undefined>>): Upstream[] =>
  Object.values(children).filter(
    (child): child is Upstream => child?.id.startsWith('upstream.') === true,
  );

/** All of them, the sound ones first, each of those in turn the first. */
function inTurn(children: Readonly<Record<string, AnyActorRef | undefined>>, turn: number): To[] {
  const all = upstreamsOf(children).map((each) => each.getSnapshot());
  const sound = all.filter((each) => each.hasTag('sound'));
  const others = all.filter((each) => !each.hasTag('sound'));
  const first = sound.length === 0 ? 0 : turn % sound.length;
  return [...sound.slice(first), ...sound.slice(0, first), ...others].map(
    ({ context }) => context.to,
  );
}

const proxy = setup({
  types: {
    input: {} as ProxyInput,
    context: {} as Proxy,
    events: {} as
      | ServerCoreMessage
      | { readonly type: 'process.signal' }
      | { readonly type: `xstate.done.actor.conversation.${number}`; readonly actorId: string },
  },
  actors: { server: serverCore, upstream, conversation },
  guards: {
    isEmpty: ({ context }) => context.open === 0,
  },
}).createMachine({
  id: 'proxy',
  context: ({ input }) => ({ ...input, turn: 0, open: 0 }),
  entry: enqueueActions(({ context, enqueue }) => {
    for (const [index, to] of context.upstreams.entries()) {
      enqueue.spawnChild('upstream', { id: `upstream.${index}`, input: to });
    }
  }),
  invoke: {
    id: 'server',
    src: 'server',
    input: ({ context, self }) => ({
      host: '127.0.0.1',
      port: context.port,
      protocol: pipeEnd,
      owner: self,
    }),
  },
  on: {
    listening: {
      actions: ({ event }) =>
        console.log(JSON.stringify({ event: 'listening', address: event.address })),
    },
    connected: {
      actions: [
        spawnChild('conversation', {
          id: ({ event }) => `conversation.${event.connection.id}`,
          input: ({ context, event, self }) => ({
            front: (event as Connected).handler,
            addresses: inTurn(self.getSnapshot().children, context.turn),
          }),
        }),
        assign(({ context }) => ({ turn: context.turn + 1, open: context.open + 1 })),
      ],
    },
    'xstate.done.actor.conversation.*': {
      actions: [
        stopChild(({ event }) => event.actorId),
        assign({ open: ({ context }) => context.open - 1 }),
      ],
    },
    error: { actions: ({ event }) => console.error(event.error.message) },
    shutdown: '.emptying',
  },
  initial: 'serving',
  states: {
    serving: {
      on: {
        'process.signal': {
          target: 'draining',
          actions: ({ self }) =>
            self.getSnapshot().children.server?.send({ type: 'control.serverShutdown' }),
        },
      },
    },
    draining: {},
    // What goes to the upstreams is flushed.
    emptying: { always: { guard: 'isEmpty', target: 'over' }, after: { 2000: 'over' } },
    over: { type: 'final' },
  },
});

const [port, ...upstreams] = process.argv.slice(2);

const app = createActor(proxy, {
  input: {
    port: Number(port),
    upstreams: upstreams.map((each) => {
      const [host = '', at] = each.split(':');
      return { host, port: Number(at) };
    }),
  },
});
for (const signal of ['SIGTERM', 'SIGINT']) {
  process.on(signal, () => app.send({ type: 'process.signal' }));
}
app.start();
