import fc from 'fast-check';
import { singleServerMachine } from '../../../../machines/server/singleServer';
import type { SingleServerEvent } from '../../../../machines/server/singleServerMessages';
import {
  actorNamed,
  address,
  connection,
  csa,
  data,
  descriptor,
  type Events,
  end,
  event,
  reason,
  serverError,
} from './payloads';
import { notingActions, notingActor, shipped } from './shipped';

const output = fc.oneof(fc.constant({}), fc.record({ error: serverError }));

const events: Events<SingleServerEvent> = {
  inbox: event('inbox', { data }),
  'control.producerFinished': event('control.producerFinished'),
  'control.serverShutdown': event('control.serverShutdown'),
  'control.shutdownMicroprocess': event('control.shutdownMicroprocess'),
  'control.reloadTls': event('control.reloadTls'),
  'control.setLimits': event('control.setLimits', {
    limits: fc.constantFrom({ idleTimeout: 5_000 }, { idleTimeout: -1 }),
  }) as Events<SingleServerEvent>['control.setLimits'],
  'oobInfo.newCSA': event('oobInfo.newCSA', { csa, connection, descriptor }),
  'oobInfo.shutdownCSA': event('oobInfo.shutdownCSA', { csa, descriptor, ...end }),
  'fromCSA.outbox': event('fromCSA.outbox', { data }),
  'fromCSA.producerFinished': event('fromCSA.producerFinished'),
  'fromCSA.serverShutdown': event('fromCSA.serverShutdown'),
  'feedbackFromServer.listening': event('feedbackFromServer.listening', { address }),
  'feedbackFromServer.refused': event('feedbackFromServer.refused', { connection, reason }),
  'feedbackFromServer.proxyFailed': event('feedbackFromServer.proxyFailed', end),
  'feedbackFromServer.handshakeFailed': event('feedbackFromServer.handshakeFailed', end),
  'feedbackFromServer.error': event('feedbackFromServer.error', { error: serverError }),
  'xstate.done.actor.tcpServer': event('xstate.done.actor.tcpServer', { output }),
};

const [oneConnection] = fc.sample(connection, { numRuns: 1, seed: 1 });
const newCsa = {
  type: 'oobInfo.newCSA',
  csa: actorNamed('csa-1'),
  connection: oneConnection,
  descriptor: 3,
};

export const singleServer = shipped({
  name: 'singleServer',
  events,
  ending: ['control.serverShutdown', 'control.shutdownMicroprocess', 'xstate.done.actor.tcpServer'],
  leads: [
    [{ type: 'inbox', data: Uint8Array.of(1) }, newCsa],
    [newCsa, { type: 'control.serverShutdown' }],
  ],
  persists: false,
  provide: (now) =>
    singleServerMachine.provide({
      actions: notingActions(now, {
        linkTcpServer: undefined,
        linkClient: undefined,
        unlinkClient: undefined,
        refuseSecondClient: undefined,
        linkOwner: undefined,
      }),
      actors: {
        tcpServer: notingActor(now, 'tcpServer', ({ event }) =>
          event.type === 'control.shutdownMicroprocess' ? {} : undefined,
        ),
      } as never,
    }),
  inputs: [
    ({ listener }) => ({ port: 0, owner: listener('owner') }),
    () => ({ heldLimit: 2 }),
    () => ({ heldLimit: -1 }),
  ],
});
