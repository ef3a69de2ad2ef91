import type { AnyActorRef, EventObject } from 'xstate';

type Handler = (event: EventObject) => void;

/** What of an actor XState keeps to itself. */
interface InternalActor {
  readonly eventListeners?: ReadonlyMap<string, ReadonlySet<Handler>>;
  readonly _actorScope?: { emit?: (event: EventObject) => void };
}

const contained = new WeakSet<AnyActorRef>();

/**
 * Keeps a listener given to `actor.on`, before or after, from ending the process: XState throws what
 * it threw in a macrotask of its own, where nobody catches it. It goes to `report` instead, and the
 * other listeners are told all the same. Relies on what XState does not promise: where that differs,
 * nothing is done.
 */
export function containListeners(
  actor: AnyActorRef,
  report: (type: string, error: unknown) => void,
): void {
  const { eventListeners, _actorScope: scope } = actor as unknown as InternalActor;
  if (contained.has(actor) || !(eventListeners instanceof Map)) return;
  if (typeof scope?.emit !== 'function') return;
  contained.add(actor);
  scope.emit = (event) => {
    const exact = eventListeners.get(event.type);
    const all = eventListeners.get('*');
    if (exact === undefined && all === undefined) return;
    // Copied, because a listener may add or remove others.
    for (const listener of [...(exact ?? []), ...(all ?? [])]) {
      try {
        listener(event);
      } catch (error) {
        report(event.type, error);
      }
    }
  };
}
