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
  /** All that ever lived. */
  readonly known: ReadonlySet<AnyActorRef>;
  /** How many listen to an actor, since it started. */
  listenersOf(actor: AnyActorRef): number;
}

/** What is known of the actors of one system, or of several. */
class Known implements Tapped {
  readonly alive = new Set<AnyActorRef>();
  readonly known = new Set<AnyActorRef>();
  readonly listening = new WeakMap<AnyActorRef, number>();
  /** How many actors are in the middle of an event: one has made the other receive one. */
  depth = 0;

  listenersOf(actor: AnyActorRef): number {
    return this.listening.get(actor) ?? 0;
  }
}

/**
 * Listens to every actor of a system without being an inspector: an inspector would have everything
 * recorded for it, and what runs then is not what runs without. Attach it before the root starts.
 */
export function tap(root: AnyActorRef, listener: TapListener, known = new Known()): Known {
  const system = root.system as unknown as InternalSystem;
  const { alive, listening } = known;
  const register = system._register.bind(system);
  const unregister = system._unregister.bind(system);
  system._register = (sessionId, actor) => {
    const started = actor as AnyActorRef;
    alive.add(started);
    known.known.add(started);
    countListeners(started, listening);
    listener.started(started);
    const receiver = actor as Receiver;
    const send = receiver._send;
    receiver._send = function (event) {
      listener.receives(started, event);
      known.depth += 1;
      try {
        send.call(this, event);
      } finally {
        known.depth -= 1;
      }
      if (known.depth === 0) listener.settled();
    };
    return register(sessionId, actor);
  };
  system._unregister = (actor) => {
    alive.delete(actor as AnyActorRef);
    unregister(actor);
  };
  return known;
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
