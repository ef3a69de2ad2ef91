import type { AnyActorRef } from 'xstate';
import { hasInspectors } from './privateActors';

type System = AnyActorRef['system'];

const WATCH = Symbol('xstate-net.watch');

type WatchedSystem = System & { readonly [WATCH]?: Watch };

/** Who inspects a system. */
export interface Watch {
  observers: number;
}

/** Counts the inspectors of a system from now on: those who come later come through `inspect`. */
function watch(system: System): Watch {
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
