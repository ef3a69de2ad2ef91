/** Who is shown to Stately's inspector, and who of them says what to whom. */

import type { AnyActorRef, AnyEventObject } from 'xstate';
import { findSelectorService } from '../../../listener/selectorService';
import type { LifeWatch } from '../life/lifeWatch';
import { sayerToCsa, sayerToHandler } from '../life/parties';
import { childOf, childrenOf } from '../look/servers';

/** Actors that are shown; an app may have thousands of its own. */
const MOST = 200;

/** The selector is nobody's child. */
const selectorOf = (root: AnyActorRef): readonly AnyActorRef[] => {
  const selector = findSelectorService(root) as AnyActorRef | undefined;
  return selector === undefined ? [] : [selector];
};

/** The actors below `root`, parents first, and those of watched connections. */
export function castOf(root: AnyActorRef, watched: readonly LifeWatch[]): readonly AnyActorRef[] {
  const cast = [root];
  for (let at = 0; at < cast.length && cast.length < MOST; at += 1) {
    cast.push(...childrenOf(cast[at] as AnyActorRef).slice(0, MOST - cast.length));
  }
  const ofConnections = watched.flatMap(({ row, handlerActor }) =>
    handlerActor === undefined ? [row.csa] : [row.csa, handlerActor],
  );
  return [...cast, ...selectorOf(root), ...(ofConnections as AnyActorRef[])];
}

/** By what word of a server's boxes which of its children speaks. */
const SPEAKERS: readonly (readonly [RegExp, string])[] = [
  [/^(?:socketActivity|oobInfo|feedbackFromServer)\./, 'tcpServer'],
  [/^handlers\./, 'handlers'],
  [/^connections\./, 'connections'],
  [/^listener\.|^newconnection$/, 'listener'],
];

/** The listener in whose name a CSA is told of its socket. */
function listenerOf(csa: AnyActorRef): AnyActorRef | undefined {
  const { creatorFeedback } =
    (csa.getSnapshot() as { context?: { creatorFeedback?: unknown } }).context ?? {};
  return creatorFeedback === undefined
    ? undefined
    : childOf(creatorFeedback as AnyActorRef, 'listener');
}

function speakerAmong(
  { row, handlerActor }: LifeWatch,
  actor: AnyActorRef,
  event: AnyEventObject,
): AnyActorRef | undefined {
  const isCsa = actor === (row.csa as AnyActorRef);
  const party = isCsa ? sayerToCsa(event, handlerActor !== undefined) : sayerToHandler(event);
  switch (party) {
    case 'csa':
      return row.csa as AnyActorRef;
    case 'handler':
      return handlerActor;
    case 'socket':
      return listenerOf(row.csa as AnyActorRef);
    default:
      return undefined;
  }
}

/** Who has sent an event to an actor, as far as the event's name tells. */
export function speakerTo(
  actor: AnyActorRef,
  event: AnyEventObject,
  watched: readonly LifeWatch[],
): AnyActorRef | undefined {
  const watch = watched.find(
    ({ row, handlerActor }) => actor === (row.csa as AnyActorRef) || actor === handlerActor,
  );
  if (watch !== undefined) return speakerAmong(watch, actor, event);
  const [, child] = SPEAKERS.find(([words]) => words.test(event.type)) ?? [];
  return child === undefined ? undefined : childOf(actor, child);
}
