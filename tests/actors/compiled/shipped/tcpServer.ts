import fc from 'fast-check';
import { tcpServerMachine } from '../../../../machines/listener/tcpServer';
import type { TcpServerEvent } from '../../../../machines/listener/tcpServerMessages';
import {
  actorNamed,
  address,
  connection,
  csa,
  descriptor,
  type Events,
  end,
  event,
  serverError,
} from './payloads';
import { notingActions, notingActor, shipped } from './shipped';

const events: Events<TcpServerEvent> = {
  'control.serverShutdown': event('control.serverShutdown'),
  'control.shutdownMicroprocess': event('control.shutdownMicroprocess'),
  'control.suspend': event('control.suspend', {
    mode: fc.constantFrom('close', 'refuse', undefined),
    address: fc.constantFrom('127.0.0.1:1', undefined),
  }) as Events<TcpServerEvent>['control.suspend'],
  'control.resume': event('control.resume', {
    address: fc.constantFrom('127.0.0.1:1', undefined),
  }) as Events<TcpServerEvent>['control.resume'],
  'control.reloadTls': event('control.reloadTls'),
  'control.setLimits': event('control.setLimits', {
    limits: fc.constantFrom({ whenFull: 'close' }, { whenFull: 'refuse' }, { maxConnections: 0 }),
  }) as Events<TcpServerEvent>['control.setLimits'],
  newconnection: event('newconnection', { descriptor, connection }),
  'listener.listening': event('listener.listening', { address }),
  'listener.failed': event('listener.failed', { error: serverError }),
  'listener.error': event('listener.error', { error: serverError }),
  'listener.closed': event('listener.closed'),
  'listener.opened': event('listener.opened', { address }),
  'listener.shut': event('listener.shut', { address }),
  'listener.suspended': event('listener.suspended'),
  'connections.started': event('connections.started', {
    selector: fc.constant(actorNamed('selector')),
  }),
  'connections.newCSA': event('connections.newCSA', { csa, connection, descriptor }),
  'connections.refused': event('connections.refused', {
    connection,
    descriptor,
    reason: fc.constant('denied' as const),
  }),
  'connections.full': event('connections.full'),
  'connections.available': event('connections.available'),
  'connections.empty': event('connections.empty'),
  'feedbackFromCSA.announced': event('feedbackFromCSA.announced', { csa, connection, descriptor }),
  'feedbackFromCSA.proxyFailed': event('feedbackFromCSA.proxyFailed', { csa, descriptor, ...end }),
  'feedbackFromCSA.secured': event('feedbackFromCSA.secured', { csa, connection, descriptor }),
  'feedbackFromCSA.upgraded': event('feedbackFromCSA.upgraded', { csa, connection, descriptor }),
  'feedbackFromCSA.handshakeFailed': event('feedbackFromCSA.handshakeFailed', {
    csa,
    descriptor,
    ...end,
  }),
  'feedbackFromCSA.socketShutdown': event('feedbackFromCSA.socketShutdown', {
    csa,
    descriptor,
    ...end,
  }),
};

const [oneAddress] = fc.sample(address, { numRuns: 1, seed: 1 });
const started = { type: 'connections.started', selector: actorNamed('selector') };
const listening = { type: 'listener.listening', address: oneAddress };

export const tcpServer = shipped({
  name: 'tcpServer',
  events,
  ending: ['control.serverShutdown', 'control.shutdownMicroprocess', 'listener.failed'],
  leads: [
    [started, listening],
    [started, listening, { type: 'control.serverShutdown' }],
    [started, listening, { type: 'control.suspend', mode: 'refuse' }],
    [
      started,
      listening,
      { type: 'control.setLimits', limits: { whenFull: 'close' } },
      { type: 'connections.full' },
    ],
  ],
  persists: false,
  provide: (now) =>
    tcpServerMachine.provide({
      actions: notingActions(now, { linkOwner: undefined }),
      actors: {
        listener: notingActor(now, 'listener', ({ event, input, tell }) => {
          if (event.type === 'listener.close') tell(input.tcpServer, { type: 'listener.closed' });
        }),
        connections: notingActor(now, 'connections', ({ event, input, tell }) => {
          const { type: _, ...rest } = event;
          if (event.type === 'connections.accept') {
            const made = now().listener(`csa-${event.descriptor}`);
            tell(input.tcpServer, { type: 'connections.newCSA', csa: made, ...rest });
          }
          if (event.type === 'connections.abort') {
            tell(input.tcpServer, { type: 'connections.empty' });
          }
        }),
      } as never,
    }),
  inputs: [
    ({ listener }) => ({ port: 0, owner: listener('owner') }),
    () => ({ maxtries: 2 }),
    () => ({ port: -1 }),
  ],
});
