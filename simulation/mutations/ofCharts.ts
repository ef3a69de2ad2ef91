import type { Mutation } from './mutation';

const csa = 'machines/connection/connectedSocketAdapter.ts';
const csaTransitions = 'machines/connection/csaTransitions.ts';
const listener = 'machines/listener/tcpServer.ts';

/** Faults of the charts. */
export const chartMutations: readonly Mutation[] = [
  {
    name: 'end reported twice',
    file: csaTransitions,
    find: "['noteClosed', 'sayShutdownCSA', 'saySocketShutdown']",
    replace: "['noteClosed', 'sayShutdownCSA', 'saySocketShutdown', 'saySocketShutdown']",
  },
  {
    name: 'pause forgotten',
    file: csa,
    find: `target: 'paused.byHandler',
                    actions: ['stopReading', 'removeReader'],`,
    replace: `target: 'paused.byHandler',
                    actions: ['removeReader'],`,
  },
  {
    name: 'howDied mislabelled',
    file: csa,
    find: "actions: [ended('peerClosed'), 'finishSocket'],",
    replace: "actions: [ended('finished'), 'finishSocket'],",
  },
  {
    name: 'linger timeout reported as finished',
    file: csa,
    find: "actions: [died('lingerTimeout'), 'destroySocket'],",
    replace: "actions: ['destroySocket'],",
  },
  {
    name: 'resumed while sending is blocked',
    file: csa,
    find: `'flow.resume': 'bySending',
                      readReleased: 'byHandler',`,
    replace: `'flow.resume': { target: '#flowing', actions: ['startReading', 'newReader'] },
                      readReleased: 'byHandler',`,
  },
  {
    name: 'reader not deregistered',
    file: listener,
    find: "actions: ['removeReader', 'removeWriter', 'sayShutdownCSA'],",
    replace: "actions: ['removeWriter', 'sayShutdownCSA'],",
  },
  {
    name: 'refused connection not told',
    file: listener,
    find: `on: {
        newconnection: { actions: refuse('suspended') },
        'control.serverShutdown': 'closing',
        'control.shutdownMicroprocess': { target: 'closing', actions: 'abortConnections' },
      },
      states: {
        closed:`,
    replace: `on: {
        newconnection: { actions: 'refuseSocket' },
        'control.serverShutdown': 'closing',
        'control.shutdownMicroprocess': { target: 'closing', actions: 'abortConnections' },
      },
      states: {
        closed:`,
  },
  {
    name: 'selector not shut down',
    file: 'machines/listener/selector.ts',
    find: 'snapshot.context.servers.delete(server);',
    replace: '',
  },
  {
    name: 'connections not forced after the shutdown timeout',
    file: listener,
    find: "after: { shutdownTimeout: { guard: 'mayForce', actions: 'forceConnections' } },",
    replace: '',
  },
  {
    name: 'listening socket left open while closing',
    file: listener,
    find: "entry: ['closeListener', 'drainConnections', 'sayClosing'],",
    replace: "entry: ['drainConnections', 'sayClosing'],",
  },
  {
    name: 'held bytes given to the wrong client',
    file: 'machines/server/singleServer.ts',
    find: "next: { id: 'next', on: { inbox: undelivered } },",
    replace: "next: { id: 'next', on: { inbox: { actions: 'hold' } } },",
  },
  {
    name: 'handlers are not insisted on',
    file: 'machines/server/serverCore.ts',
    find: "target: 'insisting', actions: 'insistOnFinishing'",
    replace: "target: 'insisting'",
  },
  {
    name: 'handlers not asked to finish',
    file: 'machines/server/serverCore.ts',
    find: "actions: ['passOnToTcpServer', 'askHandlersToFinish'],",
    replace: "actions: ['passOnToTcpServer'],",
  },
  {
    name: 'asked to finish twice',
    file: csa,
    find: 'asked: {},',
    replace: "asked: { on: { 'control.insist': askToFinish } },",
  },
  {
    name: 'overflow not heard while finishing',
    file: csa,
    find: `              'socket.outboxOverflow': {
                target: 'aborting',
                actions: ['noteOverflow', 'abortSocket'],
              },`,
    replace: '',
  },
];
