import type { AnyActorRef } from 'xstate';
import { XstateNetError } from '../../machines/kit/errors';
import { containInspectors } from '../compiled/xstate/containInspectors';
import { containListeners } from '../compiled/xstate/containListeners';

function warn(error: XstateNetError): void {
  process.emitWarning(error, { code: error.code });
}

const reason = (cause: unknown) => (cause instanceof Error ? cause.message : String(cause));

/**
 * Keeps the user's code that watches a server from bringing it down. An inspector that throws would
 * throw out of `send()`, and a listener given to `actor.on` that throws would become an uncaught
 * exception; both are warned of instead, and the server goes on.
 */
export function guardUserCode(server: AnyActorRef): void {
  containInspectors(server.system, (cause) =>
    warn(
      new XstateNetError(
        'XN_INSPECTOR_FAILED',
        `an inspector threw (${reason(cause)}); the server goes on, but that inspector missed a record: mend it`,
        cause,
      ),
    ),
  );
  containListeners(server, (type, cause) =>
    warn(
      new XstateNetError(
        'XN_LISTENER_FAILED',
        `a listener for "${type}" threw (${reason(cause)}); the server goes on: mend the listener`,
        cause,
      ),
    ),
  );
}
