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
  /** An event, and all that came of it at once, has been dealt with. */
  settled(): void;
}

/** What is known of the actors of a system. */
export interface Tapped {
  /** The actors that live. */
  readonly alive: ReadonlySet<AnyActorRef>;
  /** How many listen to an actor, since it started. */
  listenersOf(actor: AnyActorRef): number;
}

/**
 * Listens to every actor of a system without being an inspector: an inspector would have everything
 * recorded for it, and what runs then is not what runs without. Attach it before the root starts.
 */
export function tap(root: AnyActorRef, listener: TapListener): Tapped {
  const system = root.system as unknown as InternalSystem;
  const alive = new Set<AnyActorRef>();
  const listening = new WeakMap<AnyActorRef, number>();
  const register = system._register.bind(system);
  const unregister = system._unregister.bind(system);
  /** How many actors are in the middle of an event: one has made the other receive one. */
  let depth = 0;
  system._register = (sessionId, actor) => {
    const started = actor as AnyActorRef;
    alive.add(started);
    countListeners(started, listening);
    listener.started(started);
    const receiver = actor as Receiver;
    const send = receiver._send;
    receiver._send = function (event) {
      listener.receives(started, event);
      depth += 1;
      try {
        send.call(this, event);
      } finally {
        depth -= 1;
      }
      if (depth === 0) listener.settled();
    };
    return register(sessionId, actor);
  };
  system._unregister = (actor) => {
    alive.delete(actor as AnyActorRef);
    unregister(actor);
  };
  return { alive, listenersOf: (actor) => listening.get(actor) ?? 0 };
}

function countListeners(actor: AnyActorRef, counts: WeakMap<AnyActorRef, number>): void {
  const on = actor.on.bind(actor);
  const add = (more: number) => counts.set(actor, (counts.get(actor) ?? 0) + more);
  actor.on = (type, handler) => {
    const subscription = on(type, handler);
    add(1);
    let isThere = true;
    return {
      unsubscribe: () => {
        if (isThere) add(-1);
        isThere = false;
        subscription.unsubscribe();
      },
    };
  };
}
