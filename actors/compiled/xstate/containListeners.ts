import type { AnyActorRef, EventObject } from 'xstate';
import { listenerFailed } from './userCode';

type Handler = (event: EventObject) => void;
type Handlers = ReadonlySet<Handler>;

/** What of an actor XState keeps to itself. */
interface InternalActor {
  readonly eventListeners?: ReadonlyMap<string, Handlers>;
  readonly _actorScope?: { emit?: (event: EventObject) => void };
}

const contained = new WeakSet<AnyActorRef>();

/**
 * Keeps a listener given to `actor.on`, before or after, from ending the process: XState throws what
 * it threw in a macrotask of its own, where nobody catches it. It is warned of instead, and the other
 * listeners are told all the same, in the same order. Relies on what XState does not promise: where that
 * differs, nothing is done.
 */
export function containListeners(actor: AnyActorRef): void {
  const { eventListeners, _actorScope: scope } = actor as unknown as InternalActor;
  if (contained.has(actor)) return;
  if (!(eventListeners instanceof Map) || typeof scope?.emit !== 'function') return;
  contained.add(actor);
  const listeners: ReadonlyMap<string, Handlers> = eventListeners;
  scope.emit = (event) => {
    // Read once, as XState does: what has no type fails the actor that emits it.
    const type = event.type;
    const exact = listeners.get(type);
    const all = listeners.get('*');
    const only = exact === undefined ? all : all === undefined ? exact : undefined;
    if (only?.size === 1) {
      for (const handler of only) {
        tell(handler, type, event);
        return;
      }
    }
    // Copied, because a listener may add or remove others.
    for (const handler of [...(exact ?? []), ...(all ?? [])]) tell(handler, type, event);
  };
}

function tell(handler: Handler, type: string, event: EventObject): void {
  try {
    handler(event);
  } catch (error) {
    listenerFailed(type, error);
  }
}
