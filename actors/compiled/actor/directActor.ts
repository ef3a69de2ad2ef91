/**
 * XState's own actors, made to take an event directly where its plan is known: for servers and
 * supervisors, of which there are few.
 */

import { Actor, type AnyActorScope, type AnyEventObject, type AnyMachineSnapshot } from 'xstate';
import type { Configuration } from '../plan/plan';
import { currentPlanFor } from '../plan/planFor';
import { type Effects, OwnEffects, perform } from '../run/effects';
import { runUnwatched } from '../run/run';
import {
  type AnySnapshot,
  type InheritedFromActor,
  inherited,
  type PrivateActor,
  RUNNING,
  type WithMailbox,
} from '../xstate/privateActors';
import { configurationOf } from '../xstate/privates';
import { tellObservers } from '../xstate/tellObservers';
import { type Watch, watchOf } from '../xstate/watch';

type XStateActor = PrivateActor & InheritedFromActor & WithMailbox & { start(): unknown };

/** Whether a running actor has taken all that it was sent, and takes nothing now. */
const isAtRest = ({ mailbox, _processingStatus }: XStateActor): boolean =>
  _processingStatus === RUNNING && mailbox?._active === true && mailbox._current === null;

/** What of an actor's logic takes an event. */
interface Logic {
  transition(snapshot: AnySnapshot, event: AnyEventObject, scope: AnyActorScope): AnySnapshot;
}

/**
 * How an actor made by XState lives without XState's mailbox, deferred functions and inspection records,
 * as long as nobody inspects. Servers and supervisors live so: there are few of them, but every
 * connection passes through all of them. Whatever is out of the ordinary is left to XState.
 */
class DirectLife extends OwnEffects {
  /**
   * `mailbox` until the actor has started and once it has stopped: events go XState's way. So they do while
   * it is `joining`: one that lived already, until its mailbox is empty.
   */
  private phase: 'mailbox' | 'joining' | 'idle' | 'busy';
  private readonly waiting: AnyEventObject[] = [];
  private readonly watch: Watch;

  constructor(
    private readonly actor: XStateActor,
    private readonly scope: AnyActorScope,
    private readonly logic: Logic,
  ) {
    super();
    this.watch = watchOf(scope.system);
    this.phase = actor._processingStatus === RUNNING ? 'joining' : 'mailbox';
  }

  get _deferred(): (() => void)[] {
    return this.actor._deferred;
  }

  start(): void {
    inherited.start.call(this.actor);
    if (this.actor._processingStatus === RUNNING) this.phase = 'idle';
  }

  send(event: AnyEventObject): void {
    if (this.phase === 'joining' && isAtRest(this.actor)) this.phase = 'idle';
    if (this.isXStates()) {
      inherited._send.call(this.actor, event);
      return;
    }
    if (this.phase === 'busy') {
      this.waiting.push(event);
      return;
    }
    this.phase = 'busy';
    this.take(event);
    while (this.waiting.length > 0) this.take(this.waiting.shift() as AnyEventObject);
    // Stopping has changed it.
    if (this.phase === 'busy') this.phase = 'idle';
  }

  stop(): void {
    if (this.isXStates()) {
      inherited._stop.call(this.actor);
      return;
    }
    this.waiting.length = 0;
    this.send({ type: 'xstate.stop' });
  }

  stopProcedure(): void {
    this.waiting.length = 0;
    this.phase = 'mailbox';
    inherited._stopProcedure.call(this.actor);
  }

  private isXStates(): boolean {
    return this.phase === 'mailbox' || this.phase === 'joining';
  }

  private take(event: AnyEventObject): void {
    const { actor } = this;
    const { _snapshot: snapshot }: { _snapshot: AnySnapshot } = actor;
    if (this.watch.observers > 0 || snapshot.status !== 'active') {
      inherited._process.call(actor, event);
      return;
    }
    let next: AnySnapshot = snapshot as AnySnapshot;
    let failure: { readonly error: unknown } | undefined;
    this.taking = true;
    try {
      next = this.transition(snapshot, event);
    } catch (error) {
      failure = { error };
    }
    // Nothing of it stays, whatever came of it.
    const { effects, count } = this;
    this.effects = undefined;
    this.count = 0;
    this.taking = false;
    if (failure === undefined) this.settle(snapshot, next, event, effects, count);
    else this.fail(failure.error);
    if (event.type !== 'xstate.stop') return;
    actor._stopProcedure();
    actor._complete();
  }

  private transition(snapshot: AnySnapshot, event: AnyEventObject): AnySnapshot {
    const machine = snapshot as AnyMachineSnapshot;
    const configuration = configurationOf(machine) as Configuration | undefined;
    if (configuration !== undefined) {
      const plan = currentPlanFor(configuration, event.type);
      if (plan.why === undefined) return runUnwatched(plan, machine, event, this.scope, this);
    }
    return this.logic.transition(snapshot, event, this.scope);
  }

  private settle(
    before: AnySnapshot,
    next: AnySnapshot,
    event: AnyEventObject,
    effects: Effects | undefined,
    count: number,
  ): void {
    const { actor } = this;
    if (next !== before) actor._snapshot = next;
    if (effects !== undefined) {
      try {
        perform(effects, count, this.scope);
      } catch (error) {
        // What it was sent to is no actor.
        this.fail(error);
        return;
      }
    }
    if (next.status !== 'active' || actor._deferred.length > 0) actor.update(next, event);
    else if (actor.observers.size > 0) tellObservers(actor.observers, next);
  }

  private fail(error: unknown): void {
    const { actor } = this;
    actor._snapshot = { ...actor._snapshot, status: 'error', error } as AnySnapshot;
    actor._error(error);
  }
}

/**
 * Makes the actor of `scope` take its events directly: one that XState is just making, or one that lives
 * already, as soon as it has taken what it was sent before.
 */
export function takeDirectly(scope: AnyActorScope): void {
  const actor = scope.self as unknown as XStateActor & { readonly logic: Logic };
  // A light actor does so anyway.
  if (Object.getPrototypeOf(actor) !== Actor.prototype || actor._actorScope !== scope) return;
  const life = new DirectLife(actor, scope, actor.logic);
  scope.defer = (effect) => life.defer(effect);
  actor._send = (event) => life.send(event);
  actor.start = () => {
    life.start();
    return actor;
  };
  actor._stop = () => {
    life.stop();
    return actor;
  };
  actor._stopProcedure = () => {
    life.stopProcedure();
    return actor;
  };
}
