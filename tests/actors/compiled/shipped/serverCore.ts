import fc from 'fast-check';
import type { AnyStateMachine } from 'xstate';
import { echo } from '../../../../machines/protocols/echo';
import { serverCoreMachine } from '../../../../machines/server/serverCore';
import type { ServerCoreEvent } from '../../../../machines/server/serverCoreMessages';
import { simpleServerMachine } from '../../../../machines/server/simpleServer';
import {
  address,
  connection,
  csa,
  descriptor,
  type Events,
  end,
  event,
  reason,
  serverError,
} from './payloads';
import { notingActions, notingActor, type Shipped, shipped } from './shipped';

const output = fc.oneof(fc.constant({}), fc.record({ error: serverError }));

const events: Events<ServerCoreEvent> = {
  'control.serverShutdown': event('control.serverShutdown'),
  'control.shutdownMicroprocess': event('control.shutdownMicroprocess'),
  'control.suspend': event('control.suspend', { mode: fc.constantFrom('close', 'refuse') }),
  'control.resume': event('control.resume'),
  'control.reloadTls': event('control.reloadTls'),
  'control.setLimits': event('control.setLimits', {
    limits: fc.constantFrom({ shutdownTimeout: 5_000 }, { maxConnections: 0 }),
  }) as Events<ServerCoreEvent>['control.setLimits'],
  'socketActivity.newCSA': event('socketActivity.newCSA', { csa, connection, descriptor }),
  'socketActivity.shutdownCSA': event('socketActivity.shutdownCSA', { csa, descriptor, ...end }),
  'feedbackFromServer.listening': event('feedbackFromServer.listening', { address }),
  'feedbackFromServer.suspended': event('feedbackFromServer.suspended', {
    address: fc.option(address, { nil: undefined }),
  }) as Events<ServerCoreEvent>['feedbackFromServer.suspended'],
  'feedbackFromServer.refused': event('feedbackFromServer.refused', { connection, reason }),
  'feedbackFromServer.proxyFailed': event('feedbackFromServer.proxyFailed', end),
  'feedbackFromServer.handshakeFailed': event('feedbackFromServer.handshakeFailed', end),
  'feedbackFromServer.error': event('feedbackFromServer.error', { error: serverError }),
  'xstate.done.actor.tcpServer': event('xstate.done.actor.tcpServer', { output }),
  'handlers.failed': event('handlers.failed', { connection, error: serverError }),
  'handlers.lagging': event('handlers.lagging', {
    connection,
    handler: csa,
    dropped: fc.constant(1),
  }),
  'handlers.backplaneFailed': event('handlers.backplaneFailed', { error: serverError }),
  'handlers.throttled': event('handlers.throttled', { connection, handler: csa }),
};

const [oneAddress] = fc.sample(address, { numRuns: 1, seed: 1 });
const listening = { type: 'feedbackFromServer.listening', address: oneAddress };

/** The two servers have one chart. */
const server = (name: string, machine: typeof serverCoreMachine): Shipped =>
  shipped({
    name,
    events,
    ending: [
      'control.serverShutdown',
      'control.shutdownMicroprocess',
      'xstate.done.actor.tcpServer',
    ],
    leads: [[listening], [listening, { type: 'control.serverShutdown' }]],
    persists: false,
    provide: (now): AnyStateMachine =>
      machine.provide({
        actions: notingActions(now, { linkTcpServer: undefined, linkOwner: undefined }),
        actors: {
          tcpServer: notingActor(now, 'tcpServer', ({ event }) =>
            event.type === 'control.shutdownMicroprocess' ? {} : undefined,
          ),
          handlers: notingActor(now, 'handlers', ({ event, input, tell }) => {
            const { connection } = event;
            if (event.type !== 'handlers.start' || connection.id !== 3) return;
            tell(input.serverCore, { type: 'handlers.failed', connection, error: new Error('no') });
          }),
        } as never,
      }),
    inputs: [
      ({ listener }) => ({ port: 0, protocol: echo, owner: listener('owner') }),
      () => ({ protocol: () => echo, shutdownTimeout: 20, lingerTimeout: 5 }),
      () => ({ protocol: 5 }),
    ],
  });

export const serverCore = server('serverCore', serverCoreMachine);

export const simpleServer = server('simpleServer', simpleServerMachine as never);
