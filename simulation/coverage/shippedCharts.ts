import type { AnyEventObject, AnyStateMachine } from 'xstate';
import { announcedSocketAdapterMachine } from '../../machines/connection/connectedSocketAdapter';
import type { ConnectionInfo } from '../../machines/connection/connectionInfo';
import { XstateNetError } from '../../machines/kit/errors';
import { nowhere } from '../../machines/kit/nowhere';
import { tcpServerMachine } from '../../machines/listener/tcpServer';
import { chargen } from '../../machines/protocols/chargen';
import { cleverEcho } from '../../machines/protocols/cleverEcho';
import { daytime } from '../../machines/protocols/daytime';
import { discard } from '../../machines/protocols/discard';
import { echo } from '../../machines/protocols/echo';
import { quoteOfTheDay } from '../../machines/protocols/quoteOfTheDay';
import { serverCoreMachine } from '../../machines/server/serverCore';
import { simpleServerMachine } from '../../machines/server/simpleServer';
import { singleServerMachine } from '../../machines/server/singleServer';

/** A chart that ships, with what is needed to walk through it. */
export interface ShippedChart {
  readonly machine: AnyStateMachine;
  readonly inputs: readonly unknown[];
  /** One of each event that it can receive, or more where they differ. */
  readonly events: readonly AnyEventObject[];
}

const connection: ConnectionInfo = {
  id: 1,
  peer: '127.0.0.1',
  peerport: 40_001,
  localip: '127.0.0.1',
  localport: 1601,
  family: 'IPv4',
  connectedAt: 1_000,
};

const data = new Uint8Array([1, 2, 3]);
const csa = nowhere;
const address = { family: 'IPv4', host: '127.0.0.1', port: 1601 };
const taken = new XstateNetError('XN_PORT_IN_USE', 'the port is taken');
const end = { howDied: 'finished', bytesReceived: 1, bytesSaid: 1, bytesSent: 1, duration: 1 };
const plain = (...types: readonly string[]): AnyEventObject[] => types.map((type) => ({ type }));

const csaEvents: AnyEventObject[] = [
  { type: 'inbox', data },
  { type: 'readReady', data },
  { type: 'socket.error', error: Object.assign(new Error('reset'), { code: 'ECONNRESET' }) },
  { type: 'socket.closed', bytesReceived: 1, bytesSaid: 1, bytesSent: 1, closedAt: 2_000 },
  ...plain('control.producerFinished', 'control.shutdownMicroprocess', 'control.serverShutdown'),
  ...plain('control.insist'),
  { type: 'control.protocolError', error: taken },
  ...plain('flow.pause', 'flow.resume', 'flow.end', 'flow.paced'),
  ...plain('sendReady', 'sendBlocked', 'readHeld', 'readReleased', 'readQuiet'),
  ...plain('socket.ended', 'socket.idleTimeout', 'socket.lingerTimeout', 'socket.readTimeout'),
  { type: 'socket.outboxOverflow', error: taken },
  { type: 'socket.announced', message: { family: 'local', version: 2, tlvs: [] } },
  { type: 'socket.proxyTimeout', error: taken },
  ...plain('control.admit', 'control.secure', 'control.refuse'),
  { type: 'socket.secured', tls: {} },
  ...plain('control.makessl', 'control.injection'),
  { type: 'socket.handshakeTimeout', error: taken },
];

const tcpServerEvents: AnyEventObject[] = [
  { type: 'newconnection', descriptor: 1, connection },
  { type: 'listener.listening', address },
  { type: 'listener.failed', error: taken },
  { type: 'listener.error', error: taken },
  { type: 'listener.opened', address },
  { type: 'listener.shut', address },
  { type: 'control.suspend', address: '127.0.0.1:1' },
  { type: 'control.resume', address: '127.0.0.1:1' },
  { type: 'connections.started', selector: nowhere },
  { type: 'connections.newCSA', csa, connection, descriptor: 1 },
  { type: 'feedbackFromCSA.socketShutdown', csa, connection, descriptor: 1, ...end },
  { type: 'feedbackFromCSA.announced', csa, connection, descriptor: 1 },
  { type: 'feedbackFromCSA.proxyFailed', csa, connection, descriptor: 1, ...end },
  { type: 'feedbackFromCSA.secured', csa, connection, descriptor: 1 },
  { type: 'feedbackFromCSA.upgraded', csa, connection, descriptor: 1 },
  { type: 'feedbackFromCSA.handshakeFailed', csa, connection, descriptor: 1, ...end },
  { type: 'control.suspend', mode: 'refuse' },
  { type: 'connections.refused', connection, descriptor: 1, reason: 'denied' },
  { type: 'control.setLimits', limits: { whenFull: 'close' } },
  { type: 'control.reloadTls' },
  { type: 'control.setLimits', limits: { maxConnections: 0 } },
  ...plain('listener.suspended'),
  ...plain('listener.closed', 'connections.full', 'connections.available', 'connections.empty'),
  ...plain('control.serverShutdown', 'control.shutdownMicroprocess'),
  ...plain('control.suspend', 'control.resume', 'xstate.after.shutdownTimeout.tcpServer.closing'),
];

const fromServer: AnyEventObject[] = [
  { type: 'feedbackFromServer.listening', address },
  { type: 'feedbackFromServer.refused', connection, reason: 'closing' },
  { type: 'feedbackFromServer.error', error: taken },
  { type: 'feedbackFromServer.proxyFailed', connection, ...end },
  { type: 'feedbackFromServer.handshakeFailed', connection, ...end },
  { type: 'xstate.done.actor.tcpServer', output: {} },
  { type: 'feedbackFromServer.suspended', address },
  ...plain('feedbackFromServer.suspended'),
];

const serverCoreEvents = (id: string): AnyEventObject[] => [
  ...fromServer,
  { type: 'socketActivity.newCSA', csa, connection, descriptor: 1 },
  { type: 'socketActivity.shutdownCSA', csa, connection, ...end },
  { type: 'handlers.failed', connection, error: taken },
  { type: 'handlers.throttled', connection, handler: nowhere },
  { type: 'handlers.lagging', connection, handler: nowhere, dropped: 1 },
  { type: 'handlers.backplaneFailed', error: taken },
  { type: 'control.setLimits', limits: { shutdownTimeout: 5_000 } },
  { type: 'control.reloadTls' },
  ...plain('control.serverShutdown', 'control.shutdownMicroprocess'),
  ...plain('control.suspend', 'control.resume', `xstate.after.patience.${id}.closing.asking`),
];

const other = { ...connection, id: 2 };

const singleServerEvents: AnyEventObject[] = [
  ...fromServer,
  { type: 'inbox', data },
  { type: 'inbox', data: new Uint8Array(100) },
  { type: 'inbox' },
  { type: 'fromCSA.outbox', data },
  { type: 'oobInfo.newCSA', csa, connection, descriptor: 1 },
  { type: 'oobInfo.newCSA', csa, connection: other, descriptor: 2 },
  { type: 'oobInfo.shutdownCSA', csa, connection, ...end },
  { type: 'oobInfo.shutdownCSA', csa, connection: other, ...end },
  { type: 'control.setLimits', limits: { idleTimeout: 5_000 } },
  { type: 'control.reloadTls' },
  ...plain('fromCSA.producerFinished', 'fromCSA.serverShutdown'),
  ...plain('control.producerFinished', 'control.serverShutdown', 'control.shutdownMicroprocess'),
];

const protocolEvents: AnyEventObject[] = [
  { type: 'inbox', data },
  ...plain('control.producerFinished', 'control.serverShutdown', 'control.socketShutdown'),
  ...plain('flow.ready', 'flow.blocked'),
];

const protocol = (machine: AnyStateMachine): ShippedChart => ({
  machine,
  inputs: [connection],
  events: protocolEvents,
});

/** Every chart that ships. */
export const shippedCharts: readonly ShippedChart[] = [
  {
    machine: announcedSocketAdapterMachine,
    inputs: [{ descriptor: 1, connection }],
    events: csaEvents,
  },
  {
    machine: tcpServerMachine,
    inputs: [
      { maxtries: 2 },
      { port: 1601 },
      { port: -1 },
      { port: 1601, whenFull: 'close' },
      { listen: ['127.0.0.1:1'], whenFull: 'close' },
    ],
    events: tcpServerEvents,
  },
  {
    machine: serverCoreMachine,
    inputs: [{ protocol: echo }, { protocol: 'none' }],
    events: serverCoreEvents('serverCore'),
  },
  {
    machine: simpleServerMachine,
    inputs: [{ protocol: echo }, { protocol: 'none' }],
    events: serverCoreEvents('simpleServer'),
  },
  {
    machine: singleServerMachine,
    inputs: [{ heldLimit: 10 }, { heldLimit: -1 }],
    events: singleServerEvents,
  },
  ...[echo, discard, chargen, quoteOfTheDay(), daytime, cleverEcho].map(protocol),
];
