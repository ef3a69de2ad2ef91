import type { AnyActorRef, AnyEventObject } from 'xstate';

/** What of a system XState keeps to itself. */
interface InternalSystem {
  _register(sessionId: string, actor: unknown): string;
  _unregister(actor: unknown): void;
}

interface Receiver {
  _send(event: AnyEventObject): void;
}

/** Who is told of actors and of what they are sent. */
export interface TapListener {
  started(actor: AnyActorRef): void;
  /** Called before the actor receives it. */
  receives(actor: AnyActorRef, event: AnyEventObject): void;
}

/**
 * Listens to every actor of a system without being an inspector: an inspector would have everything
 * recorded for it, and what runs then is not what runs without. Attach it before the root starts.
 * Returns the actors that live.
 */
export function tap(root: AnyActorRef, listener: TapListener): ReadonlySet<AnyActorRef> {
  const system = root.system as unknown as InternalSystem;
  const alive = new Set<AnyActorRef>();
  const register = system._register.bind(system);
  const unregister = system._unregister.bind(system);
  system._register = (sessionId, actor) => {
    const started = actor as AnyActorRef;
    alive.add(started);
    listener.started(started);
    const receiver = actor as Receiver;
    const send = receiver._send;
    receiver._send = function (event) {
      listener.receives(started, event);
      send.call(this, event);
    };
    return register(sessionId, actor);
  };
  system._unregister = (actor) => {
    alive.delete(actor as AnyActorRef);
    unregister(actor);
  };
  return alive;
}
