/**
 * What is said of the user's code that watches, when it throws: an inspector would throw out of `send()`
 * and `createActor()`, a listener given to `actor.on` or an observer given to `subscribe` would become an
 * uncaught exception. Each is warned of instead, and the server goes on.
 */
import { XstateNetError } from '../../../machines/kit/errors';
import { reasonOf, shown } from '../../../machines/kit/shown';

function warn(error: XstateNetError): void {
  process.emitWarning(error, { code: error.code });
}

export function inspectorFailed(cause: unknown): void {
  warn(
    new XstateNetError(
      'XN_INSPECTOR_FAILED',
      `an inspector threw (${reasonOf(cause)}); the server goes on, but that inspector missed a record: mend it`,
      cause,
    ),
  );
}

export function listenerFailed(type: unknown, cause: unknown): void {
  warn(
    new XstateNetError(
      'XN_LISTENER_FAILED',
      `a listener for ${shown(type)} threw (${reasonOf(cause)}); the server goes on: mend the listener`,
      cause,
    ),
  );
}

export function observerFailed(what: string, cause: unknown): void {
  warn(
    new XstateNetError(
      'XN_LISTENER_FAILED',
      `an observer's ${what}() threw (${reasonOf(cause)}); the server goes on: mend the observer`,
      cause,
    ),
  );
}
