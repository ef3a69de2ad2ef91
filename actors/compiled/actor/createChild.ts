import type { AnyActorLogic, AnyActorRef, AnyStateMachine } from 'xstate';
import { isCompiled } from '../compile';
import { containListeners } from '../xstate/containListeners';
import { containObservers } from '../xstate/containObservers';
import { isLightTrusted } from './lightCheck';
import { type ChildOptions, createHeavyChild, createLightChild } from './makers';

/**
 * `createActor(logic, { id, parent, input })` for the thousands of actors under a supervisor: the same
 * actor, lighter where the logic is a compiled machine and XState is the one that this was made for.
 */
export function createChild(logic: AnyActorLogic, options: ChildOptions): AnyActorRef {
  if (isCompiled(logic as AnyStateMachine) && isLightTrusted()) {
    return createLightChild(logic, options);
  }
  const child = createHeavyChild(logic, options);
  containListeners(child);
  containObservers(child, true);
  return child;
}
