import { Actor, type AnyActorRef } from 'xstate';
import { observerFailed } from './userCode';

type Method = ((value: never) => void) | undefined;

/** What `subscribe` is given: an observer, or its functions one by one. */
type Given = readonly [next?: unknown, error?: Method, complete?: Method];

interface Observer {
  readonly next?: Method;
  readonly error?: Method;
  readonly complete?: Method;
}

const { subscribe } = Actor.prototype as unknown as {
  readonly subscribe: (this: object, observer: Observer) => { unsubscribe(): void };
};

const isObserver = (given: unknown): given is Observer =>
  typeof given === 'object' && given !== null;

/**
 * Subscribes to an actor in such a way that an observer that throws is warned of, where XState would throw
 * what it threw in a macrotask of its own. Of a `supervised` actor the failure is its supervisor's
 * business, and not thrown again because one who subscribed has no `error()`.
 */
export function subscribeContained(actor: object, supervised: boolean, given: Given) {
  const [first, error, complete] = given;
  const observer = isObserver(first) ? first : { next: first as Method, error, complete };
  return subscribe.call(actor, {
    next: contained(observer, 'next'),
    error: contained(observer, 'error') ?? (supervised ? () => {} : undefined),
    complete: contained(observer, 'complete'),
  });
}

function contained(observer: Observer, name: keyof Observer): Method {
  const method = observer[name];
  if (method === undefined) return undefined;
  return (value: never) => {
    try {
      method.call(observer, value);
    } catch (error) {
      observerFailed(name, error);
    }
  };
}

/** Contains the observers of an actor from now on. */
export function containObservers(actor: AnyActorRef, supervised: boolean): void {
  const own = { subscribe: (...given: Given) => subscribeContained(actor, supervised, given) };
  Object.assign(actor, own);
}
