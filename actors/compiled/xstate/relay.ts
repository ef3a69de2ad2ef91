import {
  type AnyActorRef,
  type AnyEventObject,
  createActor,
  fromTransition,
  type InspectionEvent,
} from 'xstate';
import type { PrivateActor, System } from './privateActors';
import { isWatched } from './watch';

let relaying: boolean | undefined;

/** Whether the relay does what is expected of it: tried once, on two actors that only listen. */
function relayWorks(): boolean {
  if (relaying !== undefined) return relaying;
  try {
    const seen: unknown[] = [];
    const listener = fromTransition((state: object, event: AnyEventObject) => {
      seen.push(event);
      return state;
    }, {});
    const inspect = (record: InspectionEvent) => {
      seen.push((record as { sourceRef?: unknown }).sourceRef);
    };
    const source = createActor(listener, { inspect }).start();
    const target = createActor(listener, { parent: source }).start();
    const event = { type: 'relayed' };
    seen.length = 0;
    (source.system as System)._relay(source, target, event);
    const receives = typeof (target as unknown as Partial<PrivateActor>)._send === 'function';
    relaying = receives && seen[0] === source && seen[1] === event;
  } catch {
    relaying = false;
  }
  return relaying;
}

/**
 * Sends `event` from `source` to `target` so that inspectors see where it came from, which plain
 * `target.send(event)` does not tell them and is done instead where XState has no such thing.
 */
export function relay(source: AnyActorRef, target: AnyActorRef, event: AnyEventObject): void {
  // All that XState's relay does besides is to tell inspectors.
  if (relaying === true && !isWatched(source.system)) {
    (target as unknown as PrivateActor)._send(event);
  } else relayVisibly(source, target, event);
}

function relayVisibly(source: AnyActorRef, target: AnyActorRef, event: AnyEventObject): void {
  if (!relayWorks()) target.send(event);
  else (source.system as System)._relay(source, target, event);
}
