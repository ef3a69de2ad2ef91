/** What a transition leaves to be done when its snapshot is the new one: what is sent and emitted. */

import type { AnyActorRef, AnyActorScope, AnyEventObject } from 'xstate';
import { relay } from '../xstate/relay';

/** Takes what a transition leaves to be done once the snapshot is the new one, in order. */
export interface Outgoing {
  /** So many are to be expected. */
  expect(effects: number): void;
  emitLater(event: AnyEventObject): void;
  sendLater(target: AnyActorRef, event: AnyEventObject): void;
}

/** What goes out of an actor of XState's: it is deferred like everything that waits for the snapshot. */
export class DeferredOutgoing implements Outgoing {
  constructor(private readonly scope: AnyActorScope) {}

  expect(): void {}

  emitLater(event: AnyEventObject): void {
    this.scope.defer(() => this.scope.emit(event));
  }

  sendLater(target: AnyActorRef, event: AnyEventObject): void {
    this.scope.defer(() => relay(this.scope.self, target, event));
  }
}

/** Stands for the target of an event that is emitted. */
const EMIT = undefined;

/**
 * What goes out of a light actor, without a function for each effect: pairs of a target and an event,
 * or a function and nothing, in one flat list that is soon thrown away.
 */
export type Effects = (AnyActorRef | AnyEventObject | (() => void) | typeof EMIT)[];

/**
 * An empty list with room for so many effects: one that grows is allocated anew, with room for sixteen
 * more than it needs.
 */
const roomFor = (effects: number): Effects => new Array(2 * effects);

/** Who keeps what its own steps leave to be done, for as long as it takes each of them. */
export abstract class OwnEffects implements Outgoing {
  /** A step is being worked out: what is deferred belongs to its effects. */
  protected taking = false;
  /** What is left to be done when it has been. */
  protected effects: Effects | undefined = undefined;
  /** Places taken in the list of effects. */
  protected count = 0;

  /** Where XState looks for what is deferred by steps that are left to it. */
  abstract readonly _deferred: (() => void)[];

  expect(effects: number): void {
    this.effects = roomFor(effects);
  }

  emitLater(event: AnyEventObject): void {
    this.later(EMIT, event);
  }

  sendLater(target: AnyActorRef, event: AnyEventObject): void {
    this.later(target, event);
  }

  defer(effect: () => void): void {
    if (!this.taking) this._deferred.push(effect);
    else this.later(effect, EMIT);
  }

  private later(target: Effects[number], event: Effects[number]): void {
    this.effects ??= roomFor(1);
    this.effects[this.count++] = target;
    this.effects[this.count++] = event;
  }
}

/** Does what was left to be done, in order: the first `count` places of the list. */
export function perform(
  effects: Effects,
  count: number,
  scope: Pick<AnyActorScope, 'self' | 'emit'>,
): void {
  for (let i = 0; i < count; i += 2) {
    const target = effects[i];
    const event = effects[i + 1] as AnyEventObject;
    if (target === EMIT) scope.emit(event);
    else if (typeof target === 'function') target();
    else relay(scope.self, target as AnyActorRef, event);
  }
}
