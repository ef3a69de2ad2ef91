/** Finds the servers among the actors of a program. */

import type { AnyActorRef } from 'xstate';
import { machineOf } from '../charts/register';
import type { ServerSummary } from '../messages';

type Kind = ServerSummary['kind'];

const KINDS: readonly Kind[] = ['serverCore', 'simpleServer', 'singleServer', 'tcpServer'];

/** Actors that are looked at: an app may have any number of its own. */
const MOST = 2_000;

/** The actors that a machine's actor has invoked or spawned, by their ids. */
export function childrenOf(actor: AnyActorRef): readonly AnyActorRef[] {
  try {
    const { children } = actor.getSnapshot() as { children?: Record<string, AnyActorRef> };
    return Object.values(children ?? {}).filter((child) => child !== undefined);
  } catch {
    return [];
  }
}

export function childOf(actor: AnyActorRef, id: string): AnyActorRef | undefined {
  return childrenOf(actor).find((child) => child.id === id);
}

/** Which of the servers it is, by its machine. */
export function kindOf(actor: AnyActorRef): Kind | undefined {
  const machine = machineOf(actor);
  return KINDS.find((kind) => kind === machine?.id);
}

/** The servers that an actor is or owns, itself first; those of servers are their own business. */
export function serversOf(root: AnyActorRef): AnyActorRef[] {
  const found: AnyActorRef[] = [];
  const waiting = [root];
  for (let seen = 0; seen < MOST; seen += 1) {
    const actor = waiting.shift();
    if (actor === undefined) break;
    if (kindOf(actor) !== undefined) found.push(actor);
    else waiting.push(...childrenOf(actor));
  }
  return found;
}
