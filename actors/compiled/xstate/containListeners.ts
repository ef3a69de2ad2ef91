import type { AnyActorRef, EventObject } from 'xstate';

type Handler = (event: EventObject) => void;
type Handlers = ReadonlySet<Handler>;
type Report = (type: string, error: unknown) => void;

/** What of an actor XState keeps to itself. */
interface InternalActor {
  readonly eventListeners?: ReadonlyMap<string, Handlers>;
  readonly _actorScope?: { emit?: (event: EventObject) => void };
}

const contained = new WeakSet<AnyActorRef>();

/**
 * Keeps a listener given to `actor.on`, before or after, from ending the process: XState throws what
 * it threw in a macrotask of its own, where nobody catches it. It goes to `report` instead, and the
 * other listeners are told all the same. Relies on what XState does not promise: where that differs,
 * nothing is done.
 */
export function containListeners(actor: AnyActorRef, report: Report): void {
  if (contained.has(actor)) return;
  if (emitTo(actor, report)) contained.add(actor);
}

/** Replaces how the actor emits, unless XState does it differently: to the same listeners, in the same order. */
export function emitTo(actor: AnyActorRef, report: Report): boolean {
  const { eventListeners, _actorScope: scope } = actor as unknown as InternalActor;
  if (!(eventListeners instanceof Map) || typeof scope?.emit !== 'function') return false;
  const listeners: ReadonlyMap<string, Handlers> = eventListeners;
  const tell = (handler: Handler, event: EventObject) => {
    try {
      handler(event);
    } catch (error) {
      report(event.type, error);
    }
  };
  scope.emit = (event) => {
    const exact = listeners.get(event.type);
    const all = listeners.get('*');
    const only = exact === undefined ? all : all === undefined ? exact : undefined;
    if (only?.size === 1) {
      for (const handler of only) {
        tell(handler, event);
        return;
      }
    }
    // Copied, because a listener may add or remove others.
    for (const handler of [...(exact ?? []), ...(all ?? [])]) tell(handler, event);
  };
  return true;
}
