import fc from 'fast-check';
import type { AnyStateMachine } from 'xstate';
import type { ProtocolEvent } from '../../../../machines/handler/protocolMessages';
import { protocols } from '../../../../machines/protocols';
import { connection, data, type Events, event, tls } from './payloads';
import { type Shipped, shipped } from './shipped';

const events: Events<ProtocolEvent> = {
  'registry.refused': event('registry.refused', { key: fc.constantFrom('a', 'b') }),
  // What a user's own actor may send by mistake makes the handler fail.
  inbox: event('inbox', {
    data: fc.oneof({ weight: 9, arbitrary: data }, fc.constant(5 as never)),
  }),
  'control.producerFinished': event('control.producerFinished'),
  'control.serverShutdown': event('control.serverShutdown'),
  'control.socketShutdown': event('control.socketShutdown'),
  'control.sslready': event('control.sslready', { tls }),
  'flow.ready': event('flow.ready'),
  'flow.blocked': event('flow.blocked'),
};

const inputs = fc.sample(connection, { numRuns: 4, seed: 1 });

/** Every protocol that ships. */
export const shippedProtocols: readonly Shipped[] = Object.entries(protocols).map(
  ([name, protocol]) =>
    shipped({
      name,
      events,
      ending: ['control.producerFinished', 'control.serverShutdown', 'control.socketShutdown'],
      leads: [[{ type: 'flow.ready' }, { type: 'inbox', data: Uint8Array.of(1, 2) }]],
      persists: true,
      provide: () => protocol.make() as AnyStateMachine,
      inputs: inputs.map((input) => () => input),
    }),
);
