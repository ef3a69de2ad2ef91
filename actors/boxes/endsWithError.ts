/** What becomes of a server when something throws where nothing was meant to throw. */

import type { AnyActorRef, AnyActorScope, AnyMachineSnapshot } from 'xstate';
import { isXstateNetError, XstateNetError } from '../../machines/kit/errors';
import { reasonOf } from '../../machines/kit/shown';
import type { PrivateActor } from '../compiled/xstate/privateActors';
import { stopOrphans } from '../compiled/xstate/stopOrphans';
import { checkEvent } from './checkEvent';
import { warnIfUnlinked } from './linkOwner';

/** A machine, as far as its actors are made and ended by it. */
interface Ending {
  readonly id: string;
  getInitialSnapshot(scope: AnyActorScope, input: unknown): unknown;
  resolveState(config: object): AnyMachineSnapshot;
  provide(implementations: unknown): Ending;
}

/** What of an actor XState keeps to itself, where it does it as it is known to. */
type Failing = Omit<PrivateActor, '_snapshot'> & {
  _snapshot: Partial<AnyMachineSnapshot>;
  _error(error: unknown): void;
  update(snapshot: unknown, event: unknown): void;
  readonly _actorScope: { readonly emit: (message: object) => void };
};

const failed = (server: string, cause: unknown): XstateNetError =>
  isXstateNetError(cause)
    ? cause
    : new XstateNetError(
        'XN_SERVER_FAILED',
        `${server} failed (${reasonOf(cause)}) and has ended, all that it had open is closed; mend what threw, which is the cause of this error, and start a new one`,
        cause,
      );

/**
 * The server ends as one that could not bind: `shutdown` with the error, which is also its output. XState
 * would end it with an error of another kind, that nobody hears who listens, that fails the machine which
 * invokes it and that ends the process if it is the root; and would leave running what it had invoked.
 */
function endWithError(actor: Failing, logic: Ending, word: string): (cause: unknown) => void {
  let end: AnyMachineSnapshot | undefined;
  return (cause) => {
    if (end !== undefined) {
      actor._snapshot = end;
      return;
    }
    const error = failed(logic.id, cause);
    const { context = {}, children = {} } = actor._snapshot;
    // Before anything is said: whoever is told finds neither port nor sockets.
    stopOrphans(actor as never);
    end = logic.resolveState({
      value: 'shutdown',
      status: 'done',
      output: { error },
      context,
      children,
    });
    actor._snapshot = end;
    // What was to follow the step that failed does not.
    actor._deferred.length = 0;
    warnIfUnlinked(actor as never);
    actor._actorScope.emit({ type: word, error });
    actor.update(end, { type: word, error });
  };
}

function prepare(actor: Failing, logic: Ending, word: string): void {
  const { _error: fail, _send: send } = actor;
  // Another XState: it fails and takes its events in another way.
  if (typeof fail !== 'function' || typeof send !== 'function') return;
  actor._error = endWithError(actor, logic, word);
  actor._send = (event) => {
    checkEvent(logic.id, event);
    send.call(actor, event);
  };
}

/**
 * The same machine, whose actors end by saying `word` with the error if anything fails in them, and refuse
 * to be sent what is no event.
 */
export function endsWithError<TMachine extends object>(
  machine: TMachine,
  word: 'shutdown' | 'signal.shutdown',
): TMachine {
  const given = machine as TMachine & Ending;
  const own: Pick<Ending, 'getInitialSnapshot' | 'provide'> = {
    getInitialSnapshot(scope, input) {
      prepare(scope.self as AnyActorRef as never, given, word);
      return given.getInitialSnapshot(scope, input);
    },
    provide: (implementations) =>
      endsWithError(given.provide(implementations) as TMachine & Ending, word),
  };
  return Object.assign(Object.create(given), own);
}
