/** Knows, at the cost of a field, whether anybody inspects a system. */

import type { AnyActorRef } from 'xstate';
import { indexTimers } from './indexTimers';
import { hasInspectors, type PrivateSystem, scheduledIn } from './privateActors';

type System = AnyActorRef['system'];

const WATCH = Symbol('xstate-net.watch');

type WatchedSystem = System & { readonly [WATCH]?: Watch };

/** Who inspects a system. */
export interface Watch {
  observers: number;
}

/** Marks actors of which there are many, each for a short time. */
export const SHORT_LIVED = Symbol('xstate-net.shortLived');

/**
 * Keeps short lives out of the system's register of actors, which XState writes and never reads: a `Map`
 * through which thousands pass keeps them in memory for longer than they live (see `NumberedMap`).
 */
function registerOnlyTheLongLived(system: PrivateSystem): void {
  const { _register: register, _unregister: unregister } = system;
  if (typeof register !== 'function' || typeof unregister !== 'function') return;
  const isShortLived = (actor: unknown) =>
    (actor as { readonly [SHORT_LIVED]?: true })[SHORT_LIVED] === true;
  system._register = (sessionId, actor) =>
    isShortLived(actor) ? sessionId : register(sessionId, actor);
  system._unregister = (actor) => {
    if (!isShortLived(actor)) unregister(actor);
  };
}

/** Counts the inspectors of a system from now on: those who come later come through `inspect`. */
function watch(system: System): Watch {
  const internal = system as System & PrivateSystem;
  registerOnlyTheLongLived(internal);
  // Another XState may have none; whether it is one that is known is found out elsewhere.
  if (internal.scheduler !== undefined) indexTimers(internal.scheduler, scheduledIn(internal));
  const made: Watch = { observers: hasInspectors(system) ? 1 : 0 };
  const inspect = system.inspect.bind(system);
  system.inspect = (observer) => {
    made.observers += 1;
    const subscription = inspect(observer);
    let subscribed = true;
    return {
      unsubscribe() {
        if (subscribed) made.observers -= 1;
        subscribed = false;
        subscription.unsubscribe();
      },
    };
  };
  Object.defineProperty(system, WATCH, { value: made });
  return made;
}

/** The watch over a system. Records are made only where there are observers: they cost more than events. */
export function watchOf(system: System): Watch {
  return (system as WatchedSystem)[WATCH] ?? watch(system);
}

/** Whether somebody inspects the system now. */
export function isWatched(system: System): boolean {
  return watchOf(system).observers > 0;
}
