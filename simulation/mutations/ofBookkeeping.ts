import type { Mutation } from './mutation';

const csa = 'machines/connection/connectedSocketAdapter.ts';
const csaTransitions = 'machines/connection/csaTransitions.ts';
const listener = 'machines/listener/tcpServer.ts';
const connections = 'actors/listener/connections.ts';
const deadlines = 'actors/kit/deadlines.ts';
const single = 'machines/server/singleServer.ts';

/** Faults of what is remembered, registered, labelled and timed: little of it is seen from outside at once. */
export const bookkeepingMutations: readonly Mutation[] = [
  {
    name: 'end of sending forgets that the peer was first',
    file: csaTransitions,
    find: "{ guard: 'peerHasEnded', target: 'ended', actions },",
    replace: '',
  },
  {
    name: 'refused clients remembered for ever',
    file: 'machines/server/singleServerActions.ts',
    find: 'context.refused.without((event as OobShutdownCsa).connection.id)',
    replace: 'context.refused',
  },
  {
    name: 'second client left open',
    file: 'actors/server/singleServer.ts',
    find: "if (event.type === 'oobInfo.newCSA') socketOf(event.descriptor)?.destroy();",
    replace: 'String(event.type);',
  },
  {
    name: 'second client lingers',
    file: 'actors/server/singleServer.ts',
    find: 'socketOf(event.descriptor)?.destroy();',
    replace: 'socketOf(event.descriptor)?.finish();',
  },
  {
    name: 'idle timeout reported as aborted',
    file: csa,
    find: "actions: [died('idleTimeout'), 'destroySocket'],",
    replace: "actions: [died('aborted'), 'destroySocket'],",
  },
  {
    name: 'overflow without a reset',
    file: csa,
    find: `target: '#aborting',
            actions: ['noteOverflow', 'abortSocket'],`,
    replace: `target: '#aborting',
            actions: ['noteOverflow', 'destroySocket'],`,
  },
  {
    name: 'writer not registered',
    file: csa,
    find: "actions: ['newWriter', emit({ type: 'flow.blocked' })],",
    replace: "actions: [emit({ type: 'flow.blocked' })],",
  },
  {
    name: 'writer not deregistered when it drains',
    file: csa,
    find: "actions: ['removeWriter', emit({ type: 'flow.ready' })],",
    replace: "actions: [emit({ type: 'flow.ready' })],",
  },
  {
    name: 'writer kept when sending ends',
    file: csa,
    find: "'flow.end': endOfSending('removeWriter', 'endWriting'),",
    replace: "'flow.end': endOfSending('endWriting'),",
  },
  {
    name: 'reader not registered again after a pause',
    file: csa,
    find: `'flow.resume': {
                        target: '#flowing',
                        actions: ['startReading', 'newReader'],`,
    replace: `'flow.resume': {
                        target: '#flowing',
                        actions: ['startReading'],`,
  },
  {
    name: 'reader not registered when finishing from a pause',
    file: csaTransitions,
    find: "actions: [ended('finished'), 'finishSocket', 'startReading', 'newReader'],",
    replace: "actions: [ended('finished'), 'finishSocket', 'startReading'],",
  },
  {
    name: 'drained while paused by the handler, and read on',
    file: csa,
    find: `'flow.resume': 'bySending',
                      readReleased: 'byHandler',`,
    replace: `'flow.resume': 'bySending',
                      readReleased: { target: '#flowing', actions: ['startReading', 'newReader'] },`,
  },
  {
    name: 'deadlines a little late',
    file: deadlines,
    find: 'this.first.at <= now',
    replace: 'this.first.at + 30 <= now',
  },
  {
    name: 'deadlines twice as long',
    file: deadlines,
    find: 'item.at = this.clock.now() + this.milliseconds;',
    replace: 'item.at = this.clock.now() + 2 * this.milliseconds;',
  },
  {
    name: 'timer kept when the last deadline is cancelled',
    file: deadlines,
    find: 'if (this.first === undefined && this.closed) this.stopTimer();',
    replace: '',
  },
  {
    name: 'accepted connection not registered as a reader',
    file: listener,
    find: "actions: ['newReader', 'sayNewCSA'] },",
    replace: "actions: ['sayNewCSA'] },",
  },
  {
    name: 'writer not deregistered at the end',
    file: listener,
    find: "actions: ['removeReader', 'removeWriter', 'sayShutdownCSA'],",
    replace: "actions: ['removeReader', 'sayShutdownCSA'],",
  },
  {
    name: 'full server says that it is suspended',
    file: listener,
    find: `newconnection: { actions: refuse('maxConnections') },
            'connections.available': 'accepting',`,
    replace: `newconnection: { actions: refuse('suspended') },
            'connections.available': 'accepting',`,
  },
  {
    name: 'capacity not asked after a suspension',
    file: listener,
    find: "entry: 'askCapacity',",
    replace: '',
  },
  {
    name: 'abort ignored while draining',
    file: listener,
    find: "'control.shutdownMicroprocess': { actions: 'abortConnections' },",
    replace: '',
  },
  {
    name: 'server not registered with the selector',
    file: listener,
    find: "actions: ['noteSelector', 'newServer'] },",
    replace: "actions: ['noteSelector'] },",
  },
  {
    name: 'forced connections reported as aborted',
    file: 'machines/listener/tcpServerActions.ts',
    find: "howDied: 'shutdownTimeout',",
    replace: "howDied: 'aborted',",
  },
  {
    name: 'room reported where there is none',
    file: connections,
    find: 'const hasRoom = this.live.size < this.most;',
    replace: 'const hasRoom = this.live.size <= this.most;',
  },
  {
    name: 'writer of a stopped server not deregistered',
    file: connections,
    find: "relay(this.scope.self, selector, { type: 'notify.removeWriter', descriptor });",
    replace: '',
  },
  {
    name: 'selector not told that the server was stopped',
    file: connections,
    find: "relay(this.scope.self, selector, { type: 'control.shutdown', server });",
    replace: 'String(server);',
  },
  {
    name: 'connection remembered when it is gone',
    file: connections,
    find: `this.live.delete(id);
    if (!this.announcing.delete(id)) this.gate?.left(entry.connection);`,
    replace: 'if (!this.announcing.delete(id)) this.gate?.left(entry.connection);',
  },
  {
    name: 'accepted in the turn of a shutdown and not asked',
    file: 'machines/server/serverCore.ts',
    find: "actions: ['startHandler', 'sayConnected', 'askHandlersToFinish'],",
    replace: "actions: ['startHandler', 'sayConnected'],",
  },
  {
    name: 'client that has left still heard',
    file: single,
    find: "actions: ['unlinkClient', 'sayClientLeft', 'forgetClient'],",
    replace: "actions: ['sayClientLeft', 'forgetClient'],",
  },
  {
    name: 'held bytes lost at a shutdown',
    file: single,
    find: `'control.serverShutdown': {
          target: 'closing.finishing',
          actions: ['giveBackHeld', 'passOnToTcpServer'],`,
    replace: `'control.serverShutdown': {
          target: 'closing.finishing',
          actions: ['passOnToTcpServer'],`,
  },
  {
    name: 'held one byte less than may be',
    file: 'machines/server/held.ts',
    find: '+ more <= this.limit',
    replace: '+ more < this.limit',
  },
  {
    name: 'writers never forgotten by the selector',
    file: 'machines/listener/selector.ts',
    find: 'writers.delete(event.descriptor);',
    replace: '',
  },
];
