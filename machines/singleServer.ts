import { setup } from 'xstate';
import type { ConnectionInfo, ServerAddress } from './connectionInfo';
import type { CsaRef } from './csaMessages';
import { XstateNetError } from './errors';
import { inert, providedByActors } from './inert';
import type { Linkage } from './nowhere';
import { DEFAULT_PORT, type ServerOptions } from './serverOptions';
import type {
  CsaSignal,
  OobNewCsa,
  OobShutdownCsa,
  SingleServerEvent,
  SingleServerMessage,
} from './singleServerMessages';
import type { TcpServerInput } from './tcpServer';
import type { ServerOutput, TcpServerEvent } from './tcpServerMessages';
import type { TransportChoice } from './transportChoice';

/** Bytes that are held for a client who has not come yet, when nothing else is asked for. */
export const DEFAULT_HELD_LIMIT = 1024 * 1024;

/** What a `singleServer` is made from. Without `port` and `path` it listens on port 1601. */
export interface SingleServerInput extends Omit<ServerOptions, 'halfOpen' | 'maxConnections'> {
  /** Most bytes that are held until a client comes. Default 1 MiB; what exceeds it is given back. */
  readonly heldLimit?: number;
  /** The network to listen on. Default: the real one. */
  readonly transport?: TransportChoice;
  /** Who is sent everything that the server emits, besides those who listen with `actor.on`. */
  readonly owner?: Linkage<SingleServerMessage>;
}

/** The one client. */
export interface Client {
  readonly csa: CsaRef;
  readonly connection: ConnectionInfo;
  readonly descriptor: number;
}

export interface SingleServerContext {
  readonly options: ServerOptions;
  readonly transport: TransportChoice | undefined;
  readonly owner: Linkage<SingleServerMessage> | undefined;
  readonly heldLimit: number;
  /** What was sent before a client came, oldest first. */
  readonly held: readonly Uint8Array[];
  readonly client: Client | undefined;
  readonly error: XstateNetError | undefined;
}

/** Whether so many more bytes can be held for a client who has not come yet. */
export function mayHold(context: SingleServerContext, more: number): boolean {
  const holding = context.held.reduce((sum, data) => sum + data.length, 0);
  return holding + more <= context.heldLimit;
}

const heldOverflow = (context: SingleServerContext, more: number) =>
  new XstateNetError(
    'XN_HELD_OVERFLOW',
    `${more} bytes more would exceed heldLimit ${context.heldLimit} while no client is there; wait for "connected", or raise heldLimit`,
  );

const base = setup({
  types: {
    input: {} as SingleServerInput,
    context: {} as SingleServerContext,
    events: {} as SingleServerEvent,
    emitted: {} as SingleServerMessage,
    output: {} as ServerOutput,
  },
  actors: { tcpServer: inert<TcpServerEvent, TcpServerInput>() },
  actions: {
    /** Links protocolHandlerSignal of the tcpServer to oobInfo, and its signal to feedbackFromServer. */
    linkTcpServer: providedByActors,
    /** Links the boxes of the client's CSA to fromCSA. */
    linkClient: providedByActors,
    /** Undoes that: what it still says is not the client's any more. */
    unlinkClient: providedByActors,
    /** Sends to the owner whatever is emitted. */
    linkOwner: providedByActors,
  },
  guards: {
    isOfTheClient: ({ context, event }) =>
      event.type === 'oobInfo.shutdownCSA' && event.connection.id === context.client?.connection.id,
    mayHold: ({ context, event }) => event.type === 'inbox' && mayHold(context, event.data.length),
  },
});

const tellClient = (word: CsaSignal) =>
  [
    base.sendTo(
      ({ context }) => (context.client as Client).csa,
      () => ({ type: `control.${word}` }),
    ),
    base.emit({ type: `csaSignal.${word}` }),
  ] as const;

const machine = base.extend({
  actions: {
    hold: base.assign(({ context, event }) =>
      event.type === 'inbox' ? { held: [...context.held, event.data] } : {},
    ),
    sayOverflow: base.emit(({ context, event }) => {
      const { data } = event as Extract<SingleServerEvent, { type: 'inbox' }>;
      return { type: 'signal.overflow', data, error: heldOverflow(context, data.length) };
    }),
    noteClient: base.assign(({ event }) => {
      const { csa, connection, descriptor } = event as OobNewCsa;
      return { client: { csa, connection, descriptor } };
    }),
    sendHeld: base.enqueueActions(({ context, enqueue }) => {
      const { csa } = context.client as Client;
      for (const data of context.held) enqueue.sendTo(csa, { type: 'inbox', data });
      enqueue.assign({ held: [] });
    }),
    sendToClient: base.sendTo(
      ({ context }) => (context.client as Client).csa,
      ({ event }) => ({
        type: 'inbox',
        data: (event as Extract<SingleServerEvent, { type: 'inbox' }>).data,
      }),
    ),
    refuseSecondClient: base.sendTo(
      ({ event }) => (event as OobNewCsa).csa,
      () => ({ type: 'control.producerFinished' }),
    ),
    forgetClient: base.assign({ client: undefined }),
    passOnToTcpServer: base.sendTo(
      'tcpServer',
      ({ event }) =>
        event as Extract<
          SingleServerEvent,
          { type: 'control.serverShutdown' | 'control.shutdownMicroprocess' }
        >,
    ),
    noteOutcome: base.assign(({ event }) =>
      event.type === 'xstate.done.actor.tcpServer' ? { error: event.output.error } : {},
    ),
    sayOutbox: base.emit(({ event }) => ({
      type: 'outbox',
      data: (event as Extract<SingleServerEvent, { type: 'fromCSA.outbox' }>).data,
    })),
    sayClientLeft: base.emit(({ context }) => ({
      type: 'signal.producerFinished',
      connection: (context.client as Client).connection,
    })),
    sayConnected: base.emit(({ event }) => ({
      type: 'connected',
      connection: (event as OobNewCsa).connection,
    })),
    sayDisconnected: base.emit(({ event }) => {
      const { type: _, csa: __, ...end } = event as OobShutdownCsa;
      return { type: 'disconnected', ...end };
    }),
    saySecondClient: base.emit(({ event }) => ({
      type: 'refused',
      connection: (event as OobNewCsa).connection,
      reason: 'singleClient',
    })),
    sayRefused: base.emit(({ event }) => {
      const { connection, reason } = event as Extract<
        SingleServerEvent,
        { type: 'feedbackFromServer.refused' }
      >;
      return { type: 'refused', connection, reason };
    }),
    sayListening: base.emit(({ event }) => ({
      type: 'listening',
      address: (event as { address: ServerAddress }).address,
    })),
    sayError: base.emit(({ event }) => ({
      type: 'error',
      error: (event as { error: XstateNetError }).error,
    })),
    sayClosing: base.emit({ type: 'closing' }),
    sayShutdown: base.emit(({ context }) => ({
      type: 'shutdown',
      ...(context.error === undefined ? undefined : { error: context.error }),
    })),
  },
});

/** The client has left as soon as one side has finished; its CSA flushes and closes by itself. */
const leave = {
  target: 'waiting',
  actions: ['unlinkClient', 'sayClientLeft', 'forgetClient'],
} as const;

/**
 * One client at a time (Kamaelia's SingleServer): its bytes go to the `outbox`, what is sent to the
 * `inbox` goes to it. What is sent before a client comes is held for the first; nobody ever gets
 * bytes that were meant for one who left.
 */
export const singleServerMachine = machine.createMachine({
  id: 'singleServer',
  options: { maxIterations: 100 },
  context: ({ input }) => {
    const { transport, owner, heldLimit = DEFAULT_HELD_LIMIT, ...options } = input;
    return {
      // A client that has finished is answered with ours, or nobody could ever be next.
      options: {
        ...(options.path === undefined ? { port: DEFAULT_PORT } : undefined),
        ...options,
        halfOpen: false,
      },
      transport,
      owner,
      heldLimit,
      held: [],
      client: undefined,
      error: undefined,
    };
  },
  entry: ['linkOwner', 'linkTcpServer'],
  invoke: {
    id: 'tcpServer',
    src: 'tcpServer',
    input: ({ context }) => ({
      ...context.options,
      ...(context.transport === undefined ? undefined : { transport: context.transport }),
    }),
  },
  on: {
    'oobInfo.newCSA': { actions: ['refuseSecondClient', 'saySecondClient'] },
    'oobInfo.shutdownCSA': { actions: 'sayDisconnected' },
    'feedbackFromServer.listening': { actions: 'sayListening' },
    'feedbackFromServer.refused': { actions: 'sayRefused' },
    'feedbackFromServer.error': { actions: 'sayError' },
    'xstate.done.actor.tcpServer': { target: '.shutdown', actions: 'noteOutcome' },
  },
  initial: 'waiting',
  states: {
    waiting: {
      on: {
        inbox: [{ guard: 'mayHold', actions: 'hold' }, { actions: 'sayOverflow' }],
        'oobInfo.newCSA': {
          target: 'connected',
          actions: ['noteClient', 'linkClient', 'sayConnected', 'sendHeld'],
        },
        'control.serverShutdown': { target: 'closing.finishing', actions: 'passOnToTcpServer' },
        'control.shutdownMicroprocess': {
          target: 'closing.finishing',
          actions: 'passOnToTcpServer',
        },
      },
    },
    connected: {
      on: {
        inbox: { actions: 'sendToClient' },
        'fromCSA.outbox': { actions: 'sayOutbox' },
        'fromCSA.producerFinished': leave,
        'control.producerFinished': {
          ...leave,
          actions: [...tellClient('producerFinished'), ...leave.actions],
        },
        'oobInfo.shutdownCSA': [
          {
            guard: 'isOfTheClient',
            target: 'waiting',
            actions: [...leave.actions, 'sayDisconnected'],
          },
          { actions: 'sayDisconnected' },
        ],
        'control.serverShutdown': {
          target: 'closing',
          actions: [...tellClient('serverShutdown'), 'passOnToTcpServer'],
        },
        'control.shutdownMicroprocess': { target: 'closing', actions: 'passOnToTcpServer' },
      },
    },
    closing: {
      entry: 'sayClosing',
      initial: 'asking',
      on: {
        'control.shutdownMicroprocess': { actions: 'passOnToTcpServer' },
      },
      states: {
        asking: {
          on: {
            inbox: { actions: 'sendToClient' },
            'fromCSA.outbox': { actions: 'sayOutbox' },
            'fromCSA.serverShutdown': {
              target: 'finishing',
              actions: [...tellClient('producerFinished'), ...leave.actions],
            },
            'fromCSA.producerFinished': { target: 'finishing', actions: leave.actions },
            'oobInfo.shutdownCSA': [
              {
                guard: 'isOfTheClient',
                target: 'finishing',
                actions: [...leave.actions, 'sayDisconnected'],
              },
              { actions: 'sayDisconnected' },
            ],
          },
        },
        finishing: {},
      },
    },
    shutdown: { type: 'final', entry: 'sayShutdown' },
  },
  output: ({ context }) => (context.error === undefined ? {} : { error: context.error }),
});
