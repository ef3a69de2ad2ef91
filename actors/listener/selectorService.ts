/** One selector for each actor system, found or made by its servers. */

import { type ActorRef, type AnyActorRef, createActor } from 'xstate';
import {
  type SelectorEvent,
  type SelectorSnapshot,
  selector,
} from '../../machines/listener/selector';
import { direct } from '../compiled/actor/direct';

/** By what name the selector is known in its actor system. */
export const SELECTOR_SYSTEM_ID = 'xstate-net.selector';

export type SelectorRef = ActorRef<SelectorSnapshot, SelectorEvent>;

const directSelector = direct(selector);

/** The system's selector, if a server of that system is running. */
export function findSelectorService(actor: AnyActorRef): SelectorRef | undefined {
  return actor.system.get(SELECTOR_SYSTEM_ID) as SelectorRef | undefined;
}

/**
 * The selector of the actor's system: Kamaelia's `selectorComponent.getSelectorService`. It is made
 * for whoever asks first, shared by all servers of the system, and gone when the last of them has said
 * `control.shutdown`.
 */
export function getSelectorService(actor: AnyActorRef): SelectorRef {
  return (
    findSelectorService(actor) ??
    createActor(directSelector, {
      parent: actor,
      id: 'selector',
      systemId: SELECTOR_SYSTEM_ID,
    }).start()
  );
}
