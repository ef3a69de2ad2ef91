/** An actor's boxes: what it listens to, and what it says. */

import type { AnyStateMachine } from 'xstate';
import { EMITTED_BY_CSA } from '../../../../machines/connection/csaMessages';
import { EMITTED_BY_TCP_SERVER } from '../../../../machines/listener/tcpServerMessages';
import { EMITTED_BY_SERVER_CORE } from '../../../../machines/server/serverCoreMessages';
import { EMITTED_BY_SINGLE_SERVER } from '../../../../machines/server/singleServerMessages';
import { type Chart, statesOf } from '../../charts/chart';
import type { Box } from '../messages';

/** What the machines of this package say, of which their actions are not to be asked. */
const SAID: ReadonlyMap<string, readonly string[]> = new Map<string, readonly string[]>([
  ['serverCore', EMITTED_BY_SERVER_CORE],
  ['simpleServer', EMITTED_BY_SERVER_CORE],
  ['singleServer', EMITTED_BY_SINGLE_SERVER],
  ['tcpServer', EMITTED_BY_TCP_SERVER],
  ['connectedSocketAdapter', EMITTED_BY_CSA],
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
