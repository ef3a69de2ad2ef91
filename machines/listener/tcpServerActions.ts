/** What the chart of the `tcpServer` does, by name. */

import { setup } from 'xstate';
import { connectionEndAs, endReport } from '../connection/connectionEnd';
import type { ServerAddress } from '../connection/connectionInfo';
import type {
  Announced,
  HandshakeFailed,
  ProxyFailed,
  Secured,
  SelectorNotification,
  SocketShutdown,
  Upgraded,
} from '../connection/csaMessages';
import { XstateNetError } from '../kit/errors';
import { inert, providedByActors } from '../kit/inert';
import { MAX_MILLISECONDS } from '../options/optionKinds';
import { withLimits } from '../options/setLimits';
import { addressText, noSuchAddress } from './named';
import { bindFailure, mayTryAnotherPort, portToListenOn } from './randomPort';
import type { TcpServerChildInput, TcpServerContext, TcpServerInput } from './tcpServerContext';
import type {
  ConnectionsCommand,
  ConnectionsNewCsa,
  ConnectionsRefused,
  ListenerCommand,
  NewConnection,
  RefusalReason,
  ServerOutput,
  TcpServerEvent,
  TcpServerMessage,
} from './tcpServerMessages';

/** What is wrong with the limits that it is sent, if anything is. */
function badLimits(context: TcpServerContext, event: TcpServerEvent): XstateNetError | undefined {
  if (event.type !== 'control.setLimits') return undefined;
  const next = withLimits(context.options, event.limits);
  return next instanceof XstateNetError ? next : undefined;
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
    limitsAreBad: ({ context, event }) => badLimits(context, event) !== undefined,
    closesWhenFull: ({ context }) => context.options.whenFull === 'close',
    hasPlaces: ({ context }) => context.options.listen !== undefined,
    namesAnother: ({ context, event }) => {
      const named = 'address' in event ? event.address : undefined;
      if (named === undefined) return false;
      return context.address === undefined || addressText(named) !== addressText(context.address);
    },
    mayForce: ({ context }) => context.options.shutdownTimeout !== Number.POSITIVE_INFINITY,
    keepsThePort: ({ context, event }) =>
      event.type === 'control.suspend' &&
      (event.mode === 'refuse' || context.options.fd !== undefined),
  },
  delays: {
    // A timer that counts no further wakes nobody, of whom `mayForce` then says no.
    shutdownTimeout: ({ context }) => Math.min(MAX_MILLISECONDS, context.options.shutdownTimeout),
  },
});

const descriptorOf = (event: TcpServerEvent): number =>
  'descriptor' in event ? event.descriptor : -1;

const notify = (type: SelectorNotification['type']) =>
  base.sendTo(
    ({ context }) => context.selector,
    ({ event }) => ({ type, descriptor: descriptorOf(event) }),
  );

/** The parts of which the chart of the listener is made: types, children, guards and actions by name. */
export const tcpServerSetup = base.extend({
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
    noteLimits: base.assign(({ context, event }) => {
      const next =
        event.type === 'control.setLimits' ? withLimits(context.options, event.limits) : undefined;
      return next === undefined || next instanceof XstateNetError ? {} : { options: next };
    }),
    passTlsToListener: base.sendTo('listener', ({ event }) => ({
      type: 'listener.reloadTls',
      tls: event.type === 'control.reloadTls' ? event.tls : undefined,
    })),
    passLimitsToListener: base.sendTo('listener', ({ context }) => ({
      type: 'listener.setLimits',
      options: context.options,
    })),
    passLimitsToConnections: base.sendTo('connections', ({ context }) => ({
      type: 'connections.setLimits',
      options: context.options,
    })),
    sayBadLimits: base.emit(({ context, event }) => ({
      type: 'signal.error',
      error: badLimits(context, event) as XstateNetError,
    })),
    sayRefused: base.emit(({ event }) => {
      const { connection, reason } = event as ConnectionsRefused;
      return { type: 'signal.refused', connection, reason };
    }),
    selectorShutdown: base.sendTo(
      ({ context }) => context.selector,
      ({ self }) => ({ type: 'control.shutdown', server: self.sessionId }),
    ),
    listen: base.sendTo('listener', ({ context }) => ({
      type: 'listener.listen',
      port: portToListenOn(context),
    })),
    suspendPlaces: base.sendTo('listener', ({ event }) => {
      const { address, mode } = event as Extract<TcpServerEvent, { type: 'control.suspend' }>;
      return { type: 'listener.suspend', address, mode };
    }),
    resumePlaces: base.sendTo('listener', ({ event }) => {
      const { address } = event as Extract<TcpServerEvent, { type: 'control.resume' }>;
      return { type: 'listener.resume', address };
    }),
    sayNoSuchAddress: base.emit(({ context, event }) => {
      const named = addressText((event as { address: ServerAddress | string }).address);
      const own = context.address === undefined ? 'none yet' : addressText(context.address);
      return { type: 'signal.error', error: noSuchAddress(named, own) };
    }),
    noteOpened: base.assign(({ context, event }) =>
      event.type === 'listener.opened' ? { addresses: [...context.addresses, event.address] } : {},
    ),
    noteShut: base.assign(({ context, event }) => {
      if (event.type !== 'listener.shut') return {};
      const gone = addressText(event.address);
      return { addresses: context.addresses.filter((each) => addressText(each) !== gone) };
    }),
    sayOpened: base.emit(({ event }) => ({
      type: 'signal.listening',
      address: (event as { address: ServerAddress }).address,
    })),
    sayShut: base.emit(({ event }) => ({
      type: 'signal.suspended',
      address: (event as { address: ServerAddress }).address,
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
    judgeAnnounced: base.sendTo('connections', ({ event }) => {
      const { csa, connection, descriptor } = event as Announced;
      return { type: 'connections.announced', csa, connection, descriptor };
    }),
    noteSecured: base.sendTo('connections', ({ event }) => {
      const { csa, connection, descriptor } = event as Secured | Upgraded;
      return { type: 'connections.secured', csa, connection, descriptor };
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
      const { csa, connection, descriptor } = event as ConnectionsNewCsa | Secured;
      return { type: 'protocolHandlerSignal.newCSA', csa, connection, descriptor };
    }),
    sayShutdownCSA: base.emit(({ event }) => {
      const end = event as SocketShutdown;
      return endReport('protocolHandlerSignal.shutdownCSA', end.descriptor, end.csa, end);
    }),
    sayProxyFailed: base.emit(({ event }) =>
      connectionEndAs('signal.proxyFailed', event as ProxyFailed),
    ),
    sayHandshakeFailed: base.emit(({ event }) =>
      connectionEndAs('signal.handshakeFailed', event as HandshakeFailed),
    ),
    saySuspended: base.emit({ type: 'signal.suspended' }),
    sayClosing: base.emit({ type: 'signal.closing' }),
    noteError: base.assign(({ context, event }) =>
      event.type === 'listener.failed' ? { error: bindFailure(context, event.error) } : {},
    ),
    noteAddress: base.assign(({ event }) =>
      event.type === 'listener.listening'
        ? { address: event.address, addresses: [event.address] }
        : {},
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

/** A connection is turned away, and that is said. */
export const refuse = (reason: RefusalReason) =>
  [
    'refuseSocket',
    base.emit(({ event }) => ({
      type: 'signal.refused',
      connection: (event as NewConnection).connection,
      reason,
    })),
  ] as const;
