import { setup } from 'xstate';
import type { ConnectionInfo, ServerAddress } from '../connection/connectionInfo';
import type { CsaRef } from '../connection/csaMessages';
import { XstateNetError } from '../kit/errors';
import { inert, providedByActors } from '../kit/inert';
import type { Linkage } from '../kit/nowhere';
import type { TransportChoice } from '../kit/transportChoice';
import type { TcpServerInput } from '../listener/tcpServer';
import type { ServerOutput, TcpServerEvent } from '../listener/tcpServerMessages';
import { type ServerOptions, withDefaultPort } from '../options/serverOptions';
import { Held } from './held';
import type {
  CsaSignal,
  OobNewCsa,
  OobShutdownCsa,
  SingleServerEvent,
  SingleServerMessage,
} from './singleServerMessages';

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
  /** What was sent before the first client came. */
  readonly held: Held;
  readonly client: Client | undefined;
  /** Ids of connections that were turned away and are not gone yet: nobody was told `connected` of them. */
  readonly refused: ReadonlySet<number>;
  readonly error: XstateNetError | undefined;
}

/** Whether what was sent can be held until the first client comes. */
export function mayHold({ held }: SingleServerContext, data: Uint8Array): boolean {
  return held.hasRoomFor(data.length);
}

const heldOverflow = ({ held }: SingleServerContext, data: Uint8Array) =>
  new XstateNetError(
    'XN_HELD_OVERFLOW',
    `${data.length} bytes more would exceed heldLimit ${held.limit} while no client is there; wait for "connected", or raise heldLimit`,
  );

const noClient = (data: Uint8Array) =>
  new XstateNetError(
    'XN_NO_CLIENT',
    `${data.length} bytes were sent when the client had left, and are not kept for another; wait for "connected"`,
  );

/** What is wrong with `heldLimit`, or undefined. */
export function checkHeldLimit(heldLimit: unknown): XstateNetError | undefined {
  if (Number.isSafeInteger(heldLimit) && (heldLimit as number) >= 0) return undefined;
  return new XstateNetError(
    'XN_BAD_OPTION',
    `heldLimit is ${JSON.stringify(heldLimit) ?? String(heldLimit)}; give it a number of bytes, 0 or more`,
  );
}

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
    mayHold: ({ context, event }) => event.type === 'inbox' && mayHold(context, event.data),
    isRefused: ({ context, event }) =>
      event.type === 'oobInfo.shutdownCSA' && context.refused.has(event.connection.id),
    optionsAreBad: ({ context }) => context.error !== undefined,
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
      event.type === 'inbox' ? { held: context.held.with(event.data) } : {},
    ),
    sayOverflow: base.emit(({ context, event }) => {
      const { data } = event as Extract<SingleServerEvent, { type: 'inbox' }>;
      return { type: 'signal.overflow', data, error: heldOverflow(context, data) };
    }),
    sayUndelivered: base.emit(({ event }) => {
      const { data } = event as Extract<SingleServerEvent, { type: 'inbox' }>;
      return { type: 'signal.undelivered', data, error: noClient(data) };
    }),
    giveBackHeld: base.enqueueActions(({ context, enqueue }) => {
      for (const data of context.held.messages()) {
        enqueue.emit({ type: 'signal.undelivered', data, error: noClient(data) });
      }
      enqueue.assign({ held: context.held.emptied() });
    }),
    noteRefused: base.assign(({ context, event }) => ({
      refused: new Set(context.refused).add((event as OobNewCsa).connection.id),
    })),
    forgetRefused: base.assign(({ context, event }) => {
      const refused = new Set(context.refused);
      refused.delete((event as OobShutdownCsa).connection.id);
      return { refused };
    }),
    noteClient: base.assign(({ event }) => {
      const { csa, connection, descriptor } = event as OobNewCsa;
      return { client: { csa, connection, descriptor } };
    }),
    sendHeld: base.enqueueActions(({ context, enqueue }) => {
      const { csa } = context.client as Client;
      for (const data of context.held.messages()) enqueue.sendTo(csa, { type: 'inbox', data });
      enqueue.assign({ held: context.held.emptied() });
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
      const { type: _, csa: __, descriptor: ___, ...end } = event as OobShutdownCsa;
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
  target: '#next',
  actions: ['unlinkClient', 'sayClientLeft', 'forgetClient'],
} as const;

/**
 * One client at a time (Kamaelia's SingleServer): its bytes go to the `outbox`, what is sent to the
 * `inbox` goes to it. What is sent before a client comes is held for the first; after that, what comes
 * when nobody is there is given back, so that nobody ever gets bytes that were meant for one who left.
 */
export const singleServerMachine = machine.createMachine({
  id: 'singleServer',
  options: { maxIterations: 100 },
  context: ({ input }) => {
    const { transport, owner, heldLimit = DEFAULT_HELD_LIMIT, ...options } = input;
    return {
      // A client that has finished is answered with ours, or nobody could ever be next.
      options: {
        ...withDefaultPort(options),
        halfOpen: false,
      },
      transport,
      owner,
      held: Held.nothing(heldLimit),
      client: undefined,
      refused: new Set(),
      error: checkHeldLimit(heldLimit),
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
    'oobInfo.newCSA': { actions: ['noteRefused', 'refuseSecondClient', 'saySecondClient'] },
    'oobInfo.shutdownCSA': [
      { guard: 'isRefused', actions: 'forgetRefused' },
      { actions: 'sayDisconnected' },
    ],
    'feedbackFromServer.listening': { actions: 'sayListening' },
    'feedbackFromServer.refused': { actions: 'sayRefused' },
    'feedbackFromServer.error': { actions: 'sayError' },
    'xstate.done.actor.tcpServer': {
      target: '.shutdown',
      actions: ['noteOutcome', 'giveBackHeld'],
    },
  },
  initial: 'waiting',
  states: {
    waiting: {
      initial: 'first',
      always: { guard: 'optionsAreBad', target: 'shutdown' },
      on: {
        'oobInfo.newCSA': {
          target: 'connected',
          actions: ['noteClient', 'linkClient', 'sayConnected', 'sendHeld'],
        },
        'control.serverShutdown': {
          target: 'closing.finishing',
          actions: ['giveBackHeld', 'passOnToTcpServer'],
        },
        'control.shutdownMicroprocess': {
          target: 'closing.finishing',
          actions: ['giveBackHeld', 'passOnToTcpServer'],
        },
      },
      states: {
        first: {
          on: { inbox: [{ guard: 'mayHold', actions: 'hold' }, { actions: 'sayOverflow' }] },
        },
        // An answer that comes late must not go to somebody else.
        next: { id: 'next', on: { inbox: { actions: 'sayUndelivered' } } },
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
            target: '#next',
            actions: [...leave.actions, 'sayDisconnected'],
          },
          { guard: 'isRefused', actions: 'forgetRefused' },
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
            'control.producerFinished': {
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
              { guard: 'isRefused', actions: 'forgetRefused' },
              { actions: 'sayDisconnected' },
            ],
          },
        },
        finishing: { on: { inbox: { actions: 'sayUndelivered' } } },
      },
    },
    shutdown: { type: 'final', entry: 'sayShutdown' },
  },
  output: ({ context }) => (context.error === undefined ? {} : { error: context.error }),
});
