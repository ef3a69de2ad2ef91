import type { PrivateActor } from './privateActors';
import { reportUnhandledError } from './reportUnhandledError';

/** Tells those who subscribed to an actor of its snapshot: each of them, whatever another one throws. */
export function tellObservers(observers: PrivateActor['observers'], snapshot: unknown): void {
  for (const observer of observers) {
    try {
      observer.next?.(snapshot);
    } catch (error) {
      reportUnhandledError(error);
    }
  }
}
