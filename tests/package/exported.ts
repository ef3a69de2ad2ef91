/**
 * What a package built on this one may export, everything by inference. A test builds it with
 * `declaration: true`, which fails where a type is not among our exports and so cannot be named.
 */
import { assign, createActor, emit, fromPromise, setup } from 'xstate';
import * as net from 'xstate-net';
import {
  abort,
  adoptSocket,
  type ConnectionInfo,
  chargen,
  cleverEcho,
  connectedSocketAdapter,
  daytime,
  discard,
  echo,
  endSending,
  explain,
  fast,
  findSelectorService,
  finish,
  getSelectorService,
  link,
  listConnections,
  listenFds,
  openSockets,
  outbox,
  parseQuotes,
  pauseInbox,
  protocols,
  quoteOfTheDay,
  resumeInbox,
  SERVER_DEFAULTS,
  type ServerCoreMessage,
  selector,
  serverCore,
  serverCoreFor,
  setupProtocol,
  simpleServer,
  simpleServerFor,
  singleServer,
  stopServer,
  tcpServer,
  tcpTransport,
  XstateNetError,
} from 'xstate-net';
import * as backplane from 'xstate-net/backplane';
import * as clients from 'xstate-net/client';
import * as nats from 'xstate-net/nats';
import * as streams from 'xstate-net/streams';
import * as testing from 'xstate-net/testing';

export const base = setupProtocol();
export const framedSetup = setupProtocol({ codec: net.lines() });
export const framed = framedSetup.createMachine({
  on: {
    inbox: { actions: outbox(({ event }) => event.data) },
    'inbox.invalid': { actions: outbox(({ event }) => event.reason) },
  },
});
export const framedActor = createActor(framed);
export const framedWords = {
  reply: framedSetup.reply(({ event }) => event.type),
  finish: framedSetup.finish(),
  told: framedSetup.tell(({ event }) => event),
};
export const payload = net.json();
export const carried = net.lengthPrefixed(4).of(payload);
export const upperCase = base.createMachine({ on: { inbox: { actions: outbox('x') } } });
export const full = setupProtocol({
  types: {
    context: {} as { readonly lines: number },
    events: {} as { readonly type: 'clock.tick'; readonly at: number },
    emitted: {} as { readonly type: 'counted'; readonly lines: number },
    input: {} as ConnectionInfo,
    tags: {} as 'busy',
  },
  actors: { lookUp: fromPromise(async () => 'found') },
  actions: { note: () => {}, param: (_, _params: { readonly a: number }) => {} },
  guards: { isEnough: ({ context }) => context.lines > 10 },
  delays: { patience: ({ context }) => context.lines * 1000 },
});
export const count = full.assign({ lines: ({ context }) => context.lines + 1 });
export const emitted = full.emit({ type: 'counted', lines: 1 });
export const raised = full.raise({ type: 'clock.tick', at: 1 });
export const logged = full.log('x');
export const act = full.createAction(() => {});
export const config = full.createStateConfig({ on: { inbox: {} } });
export const extended = full.extend({ actions: { more: () => {} } });
export const fullMachine = full.createMachine({
  context: { lines: 0 },
  initial: 'a',
  states: {
    a: {
      tags: 'busy',
      invoke: { src: 'lookUp', onDone: { actions: outbox(({ event }) => event.output) } },
      on: {
        inbox: {
          actions: ['note', assign({ lines: 1 }), emit({ type: 'counted', lines: 1 }), outbox('x')],
        },
      },
    },
  },
});
export const extendedMachine = extended.createMachine({ context: { lines: 0 } });
export const provided = fullMachine.provide({ actions: { note: () => {} } });
export const handler = createActor(upperCase);
export const snapshot = handler.getSnapshot();
export const sayings = {
  a: abort(),
  e: endSending(),
  f: finish(),
  o: outbox('x'),
  p: pauseInbox(),
  r: resumeInbox(),
  s: stopServer(),
};
export const byFunction = (connection: ConnectionInfo) => (connection.id > 1 ? upperCase : echo);

export const servers = {
  serverCore,
  simpleServer,
  singleServer,
  tcpServer,
  connectedSocketAdapter,
  selector,
};
export const fastShout = fast(upperCase);
export const piped = { pipe: net.pipe, pipeEnd: net.pipeEnd };
export const explained = explain(upperCase);
export const core = createActor(serverCore, { input: { protocol: echo } });
export const known = createActor(serverCoreFor<typeof upperCase>(), {
  input: { protocol: upperCase },
});
export const connectedToKnown = known.on('connected', ({ handler }) => handler);
export const knownSimple = simpleServerFor<typeof upperCase>();
export const simple = createActor(simpleServer, { input: { protocol: echo } });
export const single = createActor(singleServer, { input: {} });
export const tcp = createActor(tcpServer, { input: { port: 0 } });
export const providedCore = serverCore.provide({});
export const providedTcp = tcpServer.provide({});
export const providedCsa = connectedSocketAdapter.provide({});
export const coreSnapshot = core.getSnapshot();
export const coreChildren = core.getSnapshot().children;
export const singleSnapshot = single.getSnapshot();
export const tcpSnapshot = tcp.getSnapshot();
export const coreContext = coreSnapshot.context;
export const tcpContext = tcpSnapshot.context;
export const singleContext = singleSnapshot.context;
export const unlisten = core.on('listening', () => {});
export const anyMessage = core.on('*', (message) => message);
export const appSetup = setup({
  types: {
    events: {} as ServerCoreMessage | { type: 'quit' },
    context: {} as { readonly port: number },
  },
  actors: {
    serverCore,
    simpleServer,
    singleServer,
    tcpServer,
    connectedSocketAdapter,
    selector,
    echo,
  },
});
export const app = appSetup.createMachine({
  context: { port: 0 },
  invoke: {
    id: 'server',
    src: 'serverCore',
    input: ({ self }) => ({ port: 0, protocol: echo, owner: self }),
  },
});
export const appActor = createActor(app);
export const appChildren = appActor.getSnapshot().children;
export const shipped = {
  chargen,
  cleverEcho,
  daytime,
  discard,
  echo,
  protocols,
  quoteOfTheDay,
};
export const quotes = quoteOfTheDay({ quotes: ['x'] });
export const others = {
  findSelectorService,
  getSelectorService,
  link,
  listConnections,
  parseQuotes,
  tcpTransport,
  openSockets,
  adoptSocket,
  SERVER_DEFAULTS,
  XstateNetError,
};
export const rooms = net.topics<{ 'room/*': { readonly text: string } }>();
export const subscriber = setupProtocol({ types: { events: rooms.events } }).createMachine({
  entry: [net.subscribe('room/*', { as: 'x' }), rooms.publish('room/1', { text: 'x' })],
  on: { 'backplane.message': { actions: outbox(({ event }) => event.message.text) } },
});
export const live = () => [...listConnections(core)];
export const activated = () => listenFds({});
export const service = () => getSelectorService(core);
export const found = () => findSelectorService(core);
export const linked = () => link(handler, 'outbox', core, 'inbox');
export const transport = tcpTransport();
export const certificate = net.selfSigned('localhost');
export const secured = (connection: ConnectionInfo) => connection.tls;
export const adopted = () => adoptSocket(null as never);
export const all = { ...net };
export const onStreams = { ...streams };
export const onBackplane = { ...backplane };
export const onNats = (options: nats.NatsBackplaneOptions): nats.NatsBackplane =>
  nats.natsBackplane(options);
export const allOfTesting = { ...testing };
export type Out = ReturnType<typeof testing.runScript>;
export const ran = () => testing.runScript({ steps: [] } as testing.Script, { protocol: echo });
export const networks = Object.values(testing);
export type Client = typeof clients.tcpClient;
export const client = createActor(clients.tcpClient, { input: { port: 7, codec: net.lines() } });
export const pool = createActor(clients.clientPool, { input: { client: { port: 7 } } });
export const leasing = () => clients.acquire(pool);
export const pooled = () => clients.askPool(pool, { type: 'x' });
export const clientApp = setup({
  types: { events: {} as clients.ClientMessage },
  actors: { client: clients.tcpClient },
}).createMachine({
  invoke: { src: 'client', input: ({ self }) => ({ addresses: [{ path: '/x' }], owner: self }) },
});
