import fc from 'fast-check';
import {
  announcedSocketAdapterMachine,
  connectedSocketAdapterMachine,
  securedSocketAdapterMachine,
} from '../../../../machines/connection/connectedSocketAdapter';
import type { CsaEvent } from '../../../../machines/connection/csaMessages';
import { anError, aProxyMessage, someTls } from '../../../support/samples';
import { BLOCKS, connection, data, type Events, event, FAILS, socketError, tls } from './payloads';
import { answering, notingActions, shipped } from './shipped';

const events: Events<CsaEvent> = {
  inbox: event('inbox', { data }),
  readReady: event('readReady', { data }),
  sendReady: event('sendReady'),
  sendBlocked: event('sendBlocked'),
  readHeld: event('readHeld'),
  readReleased: event('readReleased'),
  readQuiet: event('readQuiet'),
  'flow.pause': event('flow.pause'),
  'flow.resume': event('flow.resume'),
  'flow.end': event('flow.end'),
  'flow.paced': event('flow.paced'),
  'control.producerFinished': event('control.producerFinished'),
  'control.protocolError': event('control.protocolError', { error: socketError }),
  'control.serverShutdown': event('control.serverShutdown'),
  'control.insist': event('control.insist'),
  'control.admit': event('control.admit'),
  'control.secure': event('control.secure'),
  'control.refuse': event('control.refuse'),
  'control.makessl': event('control.makessl'),
  'control.injection': event('control.injection'),
  'control.shutdownMicroprocess': event('control.shutdownMicroprocess', {
    howDied: fc.constantFrom('aborted', 'handlerError', 'shutdownTimeout'),
  }),
  'socket.ended': event('socket.ended'),
  'socket.idleTimeout': event('socket.idleTimeout'),
  'socket.readTimeout': event('socket.readTimeout'),
  'socket.lingerTimeout': event('socket.lingerTimeout'),
  'socket.outboxOverflow': event('socket.outboxOverflow', { error: socketError }),
  'socket.announced': event('socket.announced', { message: fc.constant(aProxyMessage) }),
  'socket.proxyTimeout': event('socket.proxyTimeout', { error: socketError }),
  'socket.secured': event('socket.secured', { tls }),
  'socket.handshakeTimeout': event('socket.handshakeTimeout', { error: socketError }),
  'socket.error': event('socket.error', { error: socketError }),
  'socket.closed': event('socket.closed', {
    bytesReceived: fc.nat(9),
    bytesSaid: fc.nat(9),
    bytesSent: fc.nat(9),
    closedAt: fc.nat(9),
  }),
};

const [oneConnection] = fc.sample(connection, { numRuns: 1, seed: 1 });
const closed = { type: 'socket.closed', bytesReceived: 1, bytesSaid: 2, bytesSent: 2, closedAt: 3 };

const adapter = (
  name: string,
  machine: typeof connectedSocketAdapterMachine,
  before: readonly { readonly type: string }[],
  ...also: readonly (readonly { readonly type: string }[])[]
) =>
  shipped({
    name,
    events,
    ending: [
      'control.shutdownMicroprocess',
      'socket.idleTimeout',
      'socket.outboxOverflow',
      'socket.error',
      'socket.closed',
    ],
    leads: [
      [...before, { type: 'sendBlocked' }, { type: 'readHeld' }],
      [...before, { type: 'flow.end' }, { type: 'socket.ended' }],
      [...before, { type: 'control.producerFinished' }],
      ...also,
    ],
    persists: false,
    provide: (now) =>
      machine.provide({
        actions: notingActions(now, {
          write: ({ event, self }) => {
            const { data } = event as Partial<Extract<CsaEvent, { type: 'inbox' }>>;
            if (data?.[0] === FAILS) throw new Error('the socket fails');
            if (data?.[0] === BLOCKS && now().mayEcho()) self.send({ type: 'sendBlocked' });
          },
          startReading: undefined,
          stopReading: answering(now, { type: 'readReady', data: Uint8Array.of(7) }),
          endWriting: undefined,
          finishSocket: undefined,
          abortSocket: answering(now, closed),
          destroySocket: undefined,
          awaitQuiet: answering(
            now,
            { type: 'readReady', data: Uint8Array.of(8) },
            { type: 'sendReady' },
            { type: 'readQuiet' },
          ),
          paceSending: answering(now, { type: 'sendReady' }),
          admitSocket: undefined,
          secureSocket: answering(now, { type: 'socket.secured', tls: someTls }),
        }),
      }),
    inputs: [
      ({ listener }) => ({
        descriptor: 3,
        connection: oneConnection,
        creatorFeedback: listener('creatorFeedback'),
        selectorSignal: listener('selectorSignal'),
      }),
      () => ({ descriptor: 4, connection: oneConnection }),
    ],
  });

export const connectedSocketAdapter = adapter(
  'connectedSocketAdapter',
  connectedSocketAdapterMachine,
  [],
);

export const securedSocketAdapter = adapter('securedSocketAdapter', securedSocketAdapterMachine, [
  { type: 'socket.secured', tls: someTls } as never,
]);

const announced = { type: 'socket.announced', message: aProxyMessage } as never;

export const announcedSocketAdapter = adapter(
  'announcedSocketAdapter',
  announcedSocketAdapterMachine,
  [announced, { type: 'control.admit' }],
  [announced, { type: 'control.secure' }, { type: 'socket.error', error: anError('x') } as never],
);
