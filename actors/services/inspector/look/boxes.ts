/** An actor's boxes: what it listens to, and what it says. */

import type { AnyStateMachine } from 'xstate';
import type { CsaMessage } from '../../../../machines/connection/csaMessages';
import type { TcpServerMessage } from '../../../../machines/listener/tcpServerMessages';
import type { ServerCoreMessage } from '../../../../machines/server/serverCoreMessages';
import type { SingleServerMessage } from '../../../../machines/server/singleServerMessages';
import { type Chart, statesOf } from '../../charts/chart';
import type { Box } from '../messages';

const OF_SERVERS: readonly ServerCoreMessage['type'][] = [
  'listening',
  'suspended',
  'connected',
  'disconnected',
  'refused',
  'handlerError',
  'error',
  'closing',
  'shutdown',
];

const OF_SINGLE_SERVER: readonly SingleServerMessage['type'][] = [
  'outbox',
  'signal.producerFinished',
  'signal.overflow',
  'signal.undelivered',
  'csaSignal.producerFinished',
  'csaSignal.shutdownMicroprocess',
  'listening',
  'connected',
  'disconnected',
  'refused',
  'error',
  'closing',
  'shutdown',
];

const OF_TCP_SERVER: readonly TcpServerMessage['type'][] = [
  'protocolHandlerSignal.newCSA',
  'protocolHandlerSignal.shutdownCSA',
  'signal.listening',
  'signal.suspended',
  'signal.refused',
  'signal.error',
  'signal.closing',
  'signal.shutdown',
];

const OF_CSA: readonly CsaMessage['type'][] = [
  'outbox',
  'signal.producerFinished',
  'signal.serverShutdown',
  'signal.shutdownCSA',
  'flow.ready',
  'flow.blocked',
];

/** What the machines of this package say, of which their actions are not to be asked. */
const SAID: ReadonlyMap<string, readonly string[]> = new Map<string, readonly string[]>([
  ['serverCore', OF_SERVERS],
  ['simpleServer', OF_SERVERS],
  ['singleServer', OF_SINGLE_SERVER],
  ['tcpServer', OF_TCP_SERVER],
  ['connectedSocketAdapter', OF_CSA],
]);

/** Boxes by their names, each with its words: `control.producerFinished` is a word of the box `control`. */
function boxesOf(types: Iterable<string>): readonly Box[] {
  const boxes = new Map<string, Set<string>>();
  for (const type of types) {
    const dot = type.indexOf('.');
    const name = dot < 0 ? type : type.slice(0, dot);
    const words = boxes.get(name) ?? new Set();
    if (dot >= 0) words.add(type.slice(dot + 1));
    boxes.set(name, words);
  }
  return [...boxes].map(([name, words]) => ({ name, words: [...words] }));
}

/** What a machine listens to, but for XState's own events. */
export const inboxesOf = (machine: AnyStateMachine): readonly Box[] =>
  boxesOf(machine.events.filter((type) => type !== '' && !type.startsWith('xstate.')));

const EMIT = /^emit (\S+)$/;

/** What the actions of a chart say. */
function saidIn({ root }: Chart): string[] {
  const actions = statesOf(root).flatMap(({ entry, exit, transitions }) => [
    ...entry,
    ...exit,
    ...transitions.flatMap((transition) => transition.actions),
  ]);
  return actions.flatMap((action) => {
    const [, type] = EMIT.exec(action) ?? [];
    return type === undefined ? [] : [type];
  });
}

/** What an actor with this chart says. */
export const outboxesOf = (chart: Chart): readonly Box[] =>
  boxesOf(SAID.get(chart.id) ?? saidIn(chart));
