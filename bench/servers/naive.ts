/**
 * The same echo as XState's own documentation leads one to write it: a machine for the server that
 * spawns a machine for each connection, which invokes its socket as a callback actor and the protocol
 * as a machine, and every chunk is an event through all of them. No trick and no sabotage; it shows
 * what the design of this package buys.
 */

import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import {
  type ActorRefFrom,
  assertEvent,
  assign,
  createActor,
  fromCallback,
  sendParent,
  sendTo,
  setup,
  spawnChild,
  stopChild,
} from 'xstate';
import { serveBench } from './serve';

type SocketEvent = { type: 'chunk'; data: Buffer } | { type: 'peerEnded' } | { type: 'closed' };
type SocketCommand = { type: 'write'; data: Buffer } | { type: 'end' };

const socketActor = fromCallback<SocketCommand, { socket: Socket }>(
  ({ input: { socket }, sendBack, receive }) => {
    socket.on('data', (data) => sendBack({ type: 'chunk', data } satisfies SocketEvent));
    socket.on('end', () => sendBack({ type: 'peerEnded' } satisfies SocketEvent));
    socket.on('close', () => sendBack({ type: 'closed' } satisfies SocketEvent));
    socket.on('error', () => {});
    receive((command) => {
      if (command.type === 'write') socket.write(command.data);
      else socket.end();
    });
    return () => socket.destroy();
  },
);

const protocolMachine = setup({
  types: { events: {} as { type: 'inbox'; data: Buffer } },
}).createMachine({
  id: 'echo',
  initial: 'connected',
  states: {
    connected: {
      on: { inbox: { actions: sendParent(({ event }) => ({ type: 'outbox', data: event.data })) } },
    },
  },
});

const connectionMachine = setup({
  types: {
    input: {} as { socket: Socket },
    context: {} as { socket: Socket },
    events: {} as SocketEvent | { type: 'outbox'; data: Buffer } | { type: 'finish' },
  },
  actors: { socket: socketActor, protocol: protocolMachine },
}).createMachine({
  id: 'connection',
  context: ({ input }) => ({ socket: input.socket }),
  invoke: [
    { id: 'socket', src: 'socket', input: ({ context }) => ({ socket: context.socket }) },
    { id: 'protocol', src: 'protocol' },
  ],
  initial: 'connected',
  states: {
    connected: {
      on: {
        chunk: {
          actions: sendTo('protocol', ({ event }) => ({ type: 'inbox', data: event.data })),
        },
        outbox: { actions: sendTo('socket', ({ event }) => ({ type: 'write', data: event.data })) },
        peerEnded: 'closing',
        finish: 'closing',
        closed: 'shutdown',
      },
    },
    closing: {
      entry: sendTo('socket', { type: 'end' }),
      on: { closed: 'shutdown' },
    },
    shutdown: { type: 'final' },
  },
});

type ServerEvent =
  | { type: 'listening'; port: number }
  | { type: 'connection'; socket: Socket }
  | { type: 'drain' }
  | { type: `xstate.done.actor.${string}`; actorId: string };

const listenerActor = fromCallback<{ type: 'close' }>(({ sendBack, receive }) => {
  const server: Server = createServer({ noDelay: true, allowHalfOpen: true }, (socket) =>
    sendBack({ type: 'connection', socket }),
  );
  server.listen(0, '127.0.0.1', () =>
    sendBack({ type: 'listening', port: (server.address() as AddressInfo).port }),
  );
  receive(() => server.close());
  return () => server.close();
});

const serverMachine = setup({
  types: {
    context: {} as { serial: number; live: number },
    events: {} as ServerEvent,
  },
  actors: { listener: listenerActor, connection: connectionMachine },
  actions: {
    announce: (_, { port }: { port: number }) =>
      serveBench(port, {
        drain,
        counts: () => ({ connections: server.getSnapshot().context.live }),
      }),
  },
  guards: { last: ({ context }) => context.live === 0 },
}).createMachine({
  id: 'server',
  context: { serial: 0, live: 0 },
  invoke: { id: 'listener', src: 'listener' },
  initial: 'serving',
  on: {
    'xstate.done.actor.*': {
      actions: [
        stopChild(({ event }) => event.actorId),
        assign({ live: ({ context }) => context.live - 1 }),
      ],
    },
  },
  states: {
    serving: {
      on: {
        listening: {
          actions: { type: 'announce', params: ({ event }) => ({ port: event.port }) },
        },
        connection: {
          actions: [
            assign({
              serial: ({ context }) => context.serial + 1,
              live: ({ context }) => context.live + 1,
            }),
            spawnChild('connection', {
              id: ({ context }) => `connection.${context.serial}`,
              input: ({ event }) => {
                assertEvent(event, 'connection');
                return { socket: event.socket };
              },
            }),
          ],
        },
        drain: 'draining',
      },
    },
    draining: {
      entry: sendTo('listener', { type: 'close' }),
      always: { guard: 'last', target: 'shutdown' },
    },
    shutdown: { type: 'final' },
  },
});

const server = createActor(serverMachine);
type Connection = ActorRefFrom<typeof connectionMachine>;

function drain(): Promise<void> {
  return new Promise((resolve) => {
    server.subscribe({ complete: resolve });
    const children = Object.entries(server.getSnapshot().children);
    server.send({ type: 'drain' });
    for (const [id, child] of children)
      if (id !== 'listener') (child as Connection).send({ type: 'finish' });
  });
}

server.start();
