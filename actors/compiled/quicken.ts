import {
  Actor,
  type AnyActorRef,
  type AnyActorScope,
  type AnyStateMachine,
  StateMachine,
} from 'xstate';
import { takeDirectly } from './actor/directActor';
import { isDirectTrusted } from './actor/lightCheck';
import { compile, isCompiled } from './compile';

/**
 * What {@link fast} does, to an actor that lives already: the app's own, which hears of each connection as
 * the owner of a server. Only this actor is changed; others of the same machine are as they were. An
 * actor that is no chart, or of a machine that cannot be compiled, is left alone.
 */
export function quicken(actor: AnyActorRef): void {
  const own = actor as unknown as {
    logic: AnyStateMachine;
    readonly _actorScope: AnyActorScope;
  };
  const isXStates = Object.getPrototypeOf(actor) === Actor.prototype;
  if (!isXStates || !(own.logic instanceof StateMachine) || isCompiled(own.logic)) return;
  if (Object.getPrototypeOf(own.logic) !== StateMachine.prototype || !isDirectTrusted()) return;
  const compiled = compile(own.logic);
  if (compiled === own.logic) return;
  own.logic = compiled;
  takeDirectly(own._actorScope);
}
