/**
 * The three ways of making a child, one beside the other, so that each can be held against
 * XState's own.
 */

import { type AnyActorLogic, type AnyActorRef, type AnyActorScope, createActor } from 'xstate';
import { containListeners } from '../xstate/containListeners';
import { takeDirectly } from './directActor';
import { LightActor } from './lightActor';

/** What a child is made with: `ActorOptions` as far as supervisors need them. */
export interface ChildOptions {
  readonly id: string;
  readonly parent: AnyActorRef;
  readonly input: unknown;
}

/** A child as XState makes it. */
export function createHeavyChild(logic: AnyActorLogic, options: ChildOptions): AnyActorRef {
  return createActor(logic, options) as AnyActorRef;
}

/** A child as XState makes it that takes its events directly, whatever XState is installed. */
export function createDirectChild(logic: AnyActorLogic, options: ChildOptions): AnyActorRef {
  const child = createActor(logic, options) as AnyActorRef;
  containListeners(child);
  takeDirectly((child as unknown as { readonly _actorScope: AnyActorScope })._actorScope);
  return child;
}

/** A child of as little cost as possible, whatever XState is installed. */
export function createLightChild(logic: AnyActorLogic, options: ChildOptions): AnyActorRef {
  const { id, parent, input } = options;
  return new LightActor(logic, id, parent, input) as unknown as AnyActorRef;
}
