import type { AnyActorScope, AnyStateMachine } from 'xstate';
import { takeDirectly } from './actor/directActor';
import { beginning } from './actor/guarded';
import { isDirectTrusted } from './actor/lightCheck';
import { compile } from './compile';

const made = new WeakMap<AnyStateMachine, AnyStateMachine>();

/**
 * The same machine, faster: for an app that invokes a server, and for what handlers invoke and spawn.
 * Handlers themselves need no such thing. An actor of it has the same snapshots, emitted events, executed actions, errors
 * and inspection records in the same order as one that XState runs, but what an event does is
 * worked out once per state and type of event, and while nobody inspects events are taken without XState's
 * mailbox. What is interpreted for all that, {@link explain} tells.
 *
 * Where XState is not the one that this was made for, its actors are XState's own, with one warning of the code
 * `XSTATE_NET_INTERPRETED`. A machine given twice, or one that is fast already, is the same fast machine.
 *
 * @example
 * ```ts
 * const app = setup({ actors: { server: serverCore, worker: fast(worker) } }).createMachine({ ... });
 * createActor(fast(app)).start();
 * ```
 */
export function fast<M extends AnyStateMachine>(machine: M): M {
  let result = made.get(machine);
  if (result === undefined) {
    const begins = (scope: AnyActorScope) => {
      if (isDirectTrusted()) takeDirectly(scope);
    };
    result = beginning<AnyStateMachine>(compile(machine), begins, fast);
    made.set(machine, result);
    made.set(result, result);
  }
  return result as M;
}
