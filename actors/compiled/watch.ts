import type { AnyActorRef } from 'xstate';

type System = AnyActorRef['system'];

interface InternalSystem {
  inspect: System['inspect'];
  _sendInspectionEvent(record: object): void;
  [WATCH]?: Watch;
}

/** Who inspects a system. */
export interface Watch {
  observers: number;
}

const WATCH = Symbol('xstate-net.watch');

/**
 * Whether anybody inspects already. XState copies a record for its inspectors, and only if there are
 * any: a record that objects to being copied finds out, without anybody seeing it.
 */
export function hasInspectors(system: System): boolean {
  let copied = false;
  const record = {
    get type(): never {
      copied = true;
      throw new Error('Nobody was meant to see this record.');
    },
  };
  try {
    (system as unknown as InternalSystem)._sendInspectionEvent(record);
  } catch {
    // The record's own objection.
  }
  return copied;
}

/** Counts the inspectors of a system from now on: those who come later come through `inspect`. */
function watch(system: System): Watch {
  const internal = system as unknown as InternalSystem;
  const made: Watch = { observers: hasInspectors(system) ? 1 : 0 };
  const inspect = internal.inspect.bind(internal);
  internal.inspect = (observer) => {
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
  Object.defineProperty(internal, WATCH, { value: made });
  return made;
}

/** The watch over a system. Records are made only where there are observers: they cost more than events. */
export function watchOf(system: System): Watch {
  return (system as unknown as InternalSystem)[WATCH] ?? watch(system);
}

/** Whether somebody inspects the system now. */
export function isWatched(system: System): boolean {
  return watchOf(system).observers > 0;
}
