import { setup } from 'xstate';
import { endReport } from '../connection/connectionEnd';
import type { ServerAddress } from '../connection/connectionInfo';
import type { SelectorNotification, SocketShutdown } from '../connection/csaMessages';
import { XstateNetError } from '../kit/errors';
import { inert, providedByActors } from '../kit/inert';
import { type Linkage, nowhere } from '../kit/nowhere';
import type { TransportChoice } from '../kit/transportChoice';
import {
  checkServerOptions,
  type ResolvedServerOptions,
  resolveServerOptions,
  type ServerOptions,
} from '../options/serverOptions';
import type { SelectorEvent } from './selector';
import type {
  ConnectionAccepted,
  ConnectionsCommand,
  ListenerCommand,
  NewConnection,
  RefusalReason,
  ServerOutput,
  TcpServerEvent,
  TcpServerMessage,
} from './tcpServerMessages';

/** What a `tcpServer` is made from. Without `port` and `path` it listens on a random port. */
export interface TcpServerInput extends ServerOptions {
  /** The network to listen on. Default: the real one. */
  readonly transport?: TransportChoice;
  /** Who is sent everything that the server emits, besides those who listen with `actor.on`. */
  readonly owner?: Linkage<TcpServerMessage>;
}

export interface TcpServerContext {
  readonly options: ResolvedServerOptions;
  readonly transport: TransportChoice | undefined;
  readonly owner: Linkage<TcpServerMessage> | undefined;
  readonly selector: Linkage<SelectorEvent>;
  /** Where it listens, or last listened. */
  readonly address: ServerAddress | undefined;
  /** Random ports that were taken. */
  readonly portsTried: number;
  readonly error: XstateNetError | undefined;
}

/** What the actors that a `tcpServer` invokes are made from. */
export interface TcpServerChildInput {
  readonly options: ResolvedServerOptions;
  readonly transport: TransportChoice | undefined;
  readonly tcpServer: Linkage<TcpServerEvent>;
}

/** A random port that was taken is tried again with another, a bounded number of times. */
export function mayTryAnotherPort(context: TcpServerContext, error: XstateNetError): boolean {
  const { port, path, maxtries } = context.options;
  return (
    context.address === undefined &&
    port === undefined &&
    path === undefined &&
    error.code === 'XN_PORT_IN_USE' &&
    context.portsTried + 1 < maxtries
  );
}

/** The error of a bind that failed for good: a random port was sought, and all that were tried were taken. */
export function bindFailure(context: TcpServerContext, error: XstateNetError): XstateNetError {
  const { port, path, minrange, maxrange, maxtries } = context.options;
  if (port !== undefined || path !== undefined || error.code !== 'XN_PORT_IN_USE') return error;
  if (context.address !== undefined) return error;
  return new XstateNetError(
    'XN_NO_FREE_PORT',
    `none of ${maxtries} random ports between ${minrange} and ${maxrange} was free; widen the range, raise maxtries, or give port 0`,
    error,
  );
}

/** The port to ask for: the one it had before a suspension, the given one, or undefined for a random one. */
export function portToListenOn(context: TcpServerContext): number | undefined {
  const { address } = context;
  return address === undefined || address.family === 'unix' ? context.options.port : address.port;
}

const base = setup({
  types: {
    input: {} as TcpServerInput,
    context: {} as TcpServerContext,
    events: {} as TcpServerEvent,
    emitted: {} as TcpServerMessage,
    output: {} as ServerOutput,
  },
  actors: {
    listener: inert<ListenerCommand, TcpServerChildInput>(),
    connections: inert<ConnectionsCommand, TcpServerChildInput>(),
  },
  actions: {
    /** Sends to the owner whatever is emitted. */
    linkOwner: providedByActors,
  },
  guards: {
    optionsAreBad: ({ context }) => context.error !== undefined,
    mayTryAnotherPort: ({ context, event }) =>
      event.type === 'listener.failed' && mayTryAnotherPort(context, event.error),
    hasListenedBefore: ({ context }) => context.address !== undefined,
    keepsThePort: ({ event }) => event.type === 'control.suspend' && event.mode === 'refuse',
  },
  delays: {
    shutdownTimeout: ({ context }) => context.options.shutdownTimeout,
  },
});

const descriptorOf = (event: TcpServerEvent): number =>
  'descriptor' in event ? event.descriptor : -1;

const notify = (type: SelectorNotification['type']) =>
  base.sendTo(
    ({ context }) => context.selector,
    ({ event }) => ({ type, descriptor: descriptorOf(event) }),
  );

const machine = base.extend({
  actions: {
    newReader: notify('notify.newReader'),
    removeReader: notify('notify.removeReader'),
    removeWriter: notify('notify.removeWriter'),
    newServer: base.sendTo(
      ({ context }) => context.selector,
      ({ self }) => ({ type: 'notify.newServer', server: self.sessionId }),
    ),
    noteSelector: base.assign(({ event }) =>
      event.type === 'connections.started' ? { selector: event.selector } : {},
    ),
    selectorShutdown: base.sendTo(
      ({ context }) => context.selector,
      ({ self }) => ({ type: 'control.shutdown', server: self.sessionId }),
    ),
    listen: base.sendTo('listener', ({ context }) => ({
      type: 'listener.listen',
      port: portToListenOn(context),
    })),
    closeListener: base.sendTo('listener', { type: 'listener.close' }),
    refuseSocket: base.sendTo('listener', ({ event }) => ({
      type: 'listener.refuse',
      descriptor: descriptorOf(event),
    })),
    accept: base.sendTo('connections', ({ event }) => {
      const { descriptor, connection } = event as NewConnection;
      return { type: 'connections.accept', descriptor, connection };
    }),
    /** After a suspension the supervisor may be full, or no longer. */
    askCapacity: base.sendTo('connections', { type: 'connections.report' }),
    drainConnections: base.sendTo('connections', { type: 'connections.drain' }),
    abortConnections: base.sendTo('connections', {
      type: 'connections.abort',
      howDied: 'aborted',
    }),
    forceConnections: base.sendTo('connections', {
      type: 'connections.abort',
      howDied: 'shutdownTimeout',
    }),
    sayNewCSA: base.emit(({ event }) => {
      const { csa, connection, descriptor } = event as ConnectionAccepted;
      return { type: 'protocolHandlerSignal.newCSA', csa, connection, descriptor };
    }),
    sayShutdownCSA: base.emit(({ event }) => {
      const end = event as SocketShutdown;
      return endReport('protocolHandlerSignal.shutdownCSA', end.descriptor, end.csa, end);
    }),
    saySuspended: base.emit({ type: 'signal.suspended' }),
    sayClosing: base.emit({ type: 'signal.closing' }),
    noteError: base.assign(({ context, event }) =>
      event.type === 'listener.failed' ? { error: bindFailure(context, event.error) } : {},
    ),
    noteAddress: base.assign(({ event }) =>
      event.type === 'listener.listening' ? { address: event.address } : {},
    ),
    countTakenPort: base.assign({ portsTried: ({ context }) => context.portsTried + 1 }),
    sayListening: base.emit(({ context }) => ({
      type: 'signal.listening',
      address: context.address as ServerAddress,
    })),
    sayError: base.emit(({ context, event }) => ({
      type: 'signal.error',
      error: context.error ?? (event as { error: XstateNetError }).error,
    })),
    sayShutdown: base.emit(({ context }) => ({
      type: 'signal.shutdown',
      ...(context.error === undefined ? undefined : { error: context.error }),
    })),
  },
});

const refuse = (reason: RefusalReason) =>
  [
    'refuseSocket',
    base.emit(({ event }) => ({
      type: 'signal.refused',
      connection: (event as NewConnection).connection,
      reason,
    })),
  ] as const;

/**
 * The listener (Kamaelia's TCPServer): makes a connected socket adapter for each connection and tells
 * its owner `newCSA`, and `shutdownCSA` when it is gone. It ends when it has been shut down and its
 * last connection has gone, or was forced; or when it could not bind, with the error as its output.
 */
export const tcpServerMachine = machine.createMachine({
  id: 'tcpServer',
  options: { maxIterations: 100 },
  context: ({ input: { transport, owner, ...options } }) => ({
    options: resolveServerOptions(options),
    transport,
    owner,
    selector: nowhere,
    address: undefined,
    portsTried: 0,
    error: checkServerOptions(options),
  }),
  entry: 'linkOwner',
  invoke: [
    {
      id: 'connections',
      src: 'connections',
      input: ({ context, self }) => ({
        options: context.options,
        transport: context.transport,
        tcpServer: self,
      }),
    },
    {
      id: 'listener',
      src: 'listener',
      input: ({ context, self }) => ({
        options: context.options,
        transport: context.transport,
        tcpServer: self,
      }),
    },
  ],
  on: {
    'connections.started': { actions: ['noteSelector', 'newServer'] },
    'feedbackFromCSA.socketShutdown': {
      actions: ['removeReader', 'removeWriter', 'sayShutdownCSA'],
    },
    // In every state: what was accepted a moment before a suspension is told of all the same.
    'connections.accepted': { actions: ['newReader', 'sayNewCSA'] },
    'listener.error': { actions: 'sayError' },
  },
  initial: 'checking',
  states: {
    checking: {
      always: [{ guard: 'optionsAreBad', target: 'shutdown' }, { target: 'binding' }],
    },
    binding: {
      entry: 'listen',
      on: {
        'listener.listening': { target: 'listening', actions: ['noteAddress', 'sayListening'] },
        'listener.failed': [
          {
            guard: 'mayTryAnotherPort',
            target: 'binding',
            reenter: true,
            actions: 'countTakenPort',
          },
          { guard: 'hasListenedBefore', target: 'suspended.closed', actions: 'sayError' },
          { target: 'shutdown', actions: ['noteError', 'sayError'] },
        ],
        newconnection: { actions: refuse('suspended') },
        'control.suspend': {
          target: 'suspended.closed',
          actions: ['closeListener', 'saySuspended'],
        },
        'control.serverShutdown': 'closing',
        'control.shutdownMicroprocess': { target: 'closing', actions: 'abortConnections' },
      },
    },
    listening: {
      initial: 'accepting',
      entry: 'askCapacity',
      on: {
        'control.suspend': [
          { guard: 'keepsThePort', target: 'suspended.refusing', actions: 'saySuspended' },
          { target: 'suspended.closed', actions: ['closeListener', 'saySuspended'] },
        ],
        'control.serverShutdown': 'closing',
        'control.shutdownMicroprocess': { target: 'closing', actions: 'abortConnections' },
      },
      states: {
        accepting: {
          on: {
            newconnection: { actions: 'accept' },
            'connections.full': 'full',
          },
        },
        full: {
          on: {
            newconnection: { actions: refuse('maxConnections') },
            'connections.available': 'accepting',
          },
        },
      },
    },
    suspended: {
      initial: 'closed',
      on: {
        newconnection: { actions: refuse('suspended') },
        'control.serverShutdown': 'closing',
        'control.shutdownMicroprocess': { target: 'closing', actions: 'abortConnections' },
      },
      states: {
        closed: { on: { 'control.resume': '#tcpServer.binding' } },
        refusing: {
          on: {
            'control.resume': { target: '#tcpServer.listening', actions: 'sayListening' },
            'control.suspend': [
              { guard: 'keepsThePort' },
              { target: 'closed', actions: 'closeListener' },
            ],
          },
        },
      },
    },
    closing: {
      type: 'parallel',
      entry: ['closeListener', 'drainConnections', 'sayClosing'],
      on: {
        newconnection: { actions: refuse('closing') },
        'control.shutdownMicroprocess': { actions: 'abortConnections' },
      },
      after: { shutdownTimeout: { actions: 'forceConnections' } },
      states: {
        listener: {
          initial: 'open',
          states: {
            open: { on: { 'listener.closed': 'closed' } },
            closed: { type: 'final' },
          },
        },
        connections: {
          initial: 'draining',
          states: {
            draining: { on: { 'connections.empty': 'gone' } },
            gone: { type: 'final' },
          },
        },
      },
      onDone: 'shutdown',
    },
    shutdown: { type: 'final', entry: ['selectorShutdown', 'sayShutdown'] },
  },
  output: ({ context }) => (context.error === undefined ? {} : { error: context.error }),
});
