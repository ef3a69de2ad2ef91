import type {
  AnyActorLogic,
  AnyActorRef,
  AnyEventObject,
  AnyMachineSnapshot,
  Snapshot,
} from 'xstate';
import type { Configuration, Plan } from '../plan/plan';
import { currentPlanFor } from '../plan/planFor';
import type { Step } from '../plan/steps';
import { saidBy } from '../run/carryOut';
import { type Effects, perform } from '../run/effects';
import { runUnwatched } from '../run/run';
import {
  type InheritedFromActor,
  inherited,
  NOT_STARTED,
  type PrivateActor,
  RUNNING,
  STOPPED,
} from '../xstate/privateActors';
import { type ActionInfo, configurationOf } from '../xstate/privates';
import { relay } from '../xstate/relay';
import { type Watch, watchOf } from '../xstate/watch';
import { LightScope } from './lightScope';

/**
 * An actor that runs a compiled machine and costs as little as one can: XState's own `Actor` makes a
 * mailbox, two collections and a dozen of closures for each. It behaves as that one, is an instance of
 * it, and hands to it whatever is out of the ordinary: events without a direct plan, errors, and
 * everything while an inspector watches.
 *
 * Its life is here: it starts, takes events one at a time, and ends. The rest is its {@link LightScope}.
 */
export class LightActor extends LightScope implements PrivateActor {
  // Inherited from XState's `Actor`, whose prototype is behind that of LightScope.
  declare readonly update: InheritedFromActor['update'];
  declare readonly _error: InheritedFromActor['_error'];
  _snapshot: Snapshot<unknown>;
  _doneEvent: AnyEventObject | undefined = undefined;
  private readonly watch: Watch;
  /** What it is in the middle of: events wait meanwhile. */
  private busy: 'starting' | 'processing' | undefined = undefined;
  /** The event that comes next: mostly the only one that waits. */
  private following: AnyEventObject | undefined = undefined;
  /** Those behind it. */
  private waiting: AnyEventObject[] | undefined = undefined;

  constructor(logic: AnyActorLogic, id: string, parent: AnyActorRef, input: unknown) {
    super(logic, id, parent, input);
    this.watch = watchOf(this.system);
    if (this.watch.observers > 0) {
      this.system._sendInspectionEvent({ type: '@xstate.actor', actorRef: this });
    }
    this._snapshot = this.initialSnapshot();
  }

  start(): this {
    if (this._processingStatus === RUNNING) return this;
    const { system } = this;
    system._register(this.sessionId, this);
    this._processingStatus = RUNNING;
    this.busy = 'starting';
    const event = { type: 'xstate.init', input: this.input };
    if (this.watch.observers > 0) {
      system._sendInspectionEvent({
        type: '@xstate.event',
        sourceRef: this._parent,
        actorRef: this,
        event,
      });
    }
    const { status, error } = this._snapshot;
    if (status === 'done') this.update(this._snapshot, event);
    else if (status === 'error') this._error(error);
    else this.startLogic(event);
    this.busy = undefined;
    return this;
  }

  _send(event: AnyEventObject): void {
    if (this._processingStatus === STOPPED) {
      // Nothing comes of it but a warning of the development build.
      inherited._send.call(this, event);
      return;
    }
    if (this.busy !== undefined || this._processingStatus === NOT_STARTED) {
      if (this.following === undefined) this.following = event;
      else if (this.waiting === undefined) this.waiting = [event];
      else this.waiting.push(event);
      return;
    }
    this.busy = 'processing';
    this._process(event);
    if (this.following !== undefined) this.processWaiting();
    this.busy = undefined;
  }

  _process(event: AnyEventObject): void {
    const snapshot = this._snapshot as AnyMachineSnapshot;
    if (this.watch.observers === 0 && snapshot.status === 'active') {
      const configuration = configurationOf(snapshot) as Configuration | undefined;
      if (configuration !== undefined) {
        const plan = currentPlanFor(configuration, event.type);
        if (plan.only !== undefined) {
          this.takeOnly(plan.only, snapshot, event);
          return;
        }
        if (plan.why === undefined) {
          this.take(plan, snapshot, event);
          return;
        }
      }
    }
    inherited._process.call(this, event);
  }

  _stop(): this {
    if (this._processingStatus === STOPPED) return this;
    // XState keeps the first of the events that wait for the actor to start, and forgets the others.
    if (this.busy !== 'starting') this.following = undefined;
    this.waiting = undefined;
    if (this._processingStatus === NOT_STARTED) this._processingStatus = STOPPED;
    else this._send({ type: 'xstate.stop' });
    return this;
  }

  _stopProcedure(): this {
    if (this._processingStatus !== RUNNING) return this;
    this.system.scheduler.cancelAll(this);
    this.following = undefined;
    this.waiting = undefined;
    this._processingStatus = STOPPED;
    this.system._unregister(this);
    return this;
  }

  private initialSnapshot(): Snapshot<unknown> {
    try {
      return this.logic.getInitialSnapshot(this as never, this.input);
    } catch (error) {
      return { status: 'error', output: undefined, error };
    }
  }

  private startLogic(event: AnyEventObject): void {
    try {
      this.logic.start?.(this._snapshot, this as never);
    } catch (error) {
      this.fail(error);
      return;
    }
    if (this.watch.observers > 0 || this.deferred !== undefined) {
      this.update(this._snapshot, event);
    } else this.tellObservers(this._snapshot);
    this.busy = 'processing';
    this.processWaiting();
  }

  /** One by one from the queue that others see, so that it is empty as soon as the actor is stopped. */
  private processWaiting(): void {
    for (let event = this.following; event !== undefined; event = this.following) {
      this.following = this.waiting?.shift();
      this._process(event);
    }
  }

  /** What carries bytes: one action or one emission, after which the snapshot is the same. */
  private takeOnly(step: Step, snapshot: AnyMachineSnapshot, event: AnyEventObject): void {
    const { system } = this;
    const info: ActionInfo = { context: snapshot.context, event, self: this as never, system };
    try {
      if (step.kind === 'custom') step.exec?.(info, step.params);
      else this.emit(saidBy(step, info, step.params));
    } catch (error) {
      this.fail(error);
      return;
    }
    if (this.subscribers !== undefined) this.tellObservers(this._snapshot);
  }

  private take(plan: Plan, snapshot: AnyMachineSnapshot, event: AnyEventObject): void {
    this.taking = true;
    let failure: { readonly error: unknown } | undefined;
    try {
      this._snapshot = runUnwatched(plan, snapshot, event, this as never, this);
    } catch (error) {
      failure = { error };
    }
    // Nothing of it stays with the actor, whatever came of it.
    const { effects, count } = this;
    this.effects = undefined;
    this.count = 0;
    this.taking = false;
    if (failure === undefined) this.settle(effects, count);
    else this.fail(failure.error);
  }

  /** What follows a transition, in XState's order: effects, observers, and the end if it was one. */
  private settle(effects: Effects | undefined, count: number): void {
    if (effects !== undefined) {
      try {
        perform(effects, count, this as never);
      } catch (error) {
        // What it was sent to is no actor.
        this.fail(error);
        return;
      }
    }
    const { status, output, error } = this._snapshot;
    if (status === 'error') {
      this._error(error);
      return;
    }
    if (status === 'stopped') {
      this._stopProcedure();
      this._complete();
      return;
    }
    this.tellObservers(this._snapshot);
    if (status !== 'done') return;
    this._stopProcedure();
    this._complete();
    const { id } = this;
    const event = { type: `xstate.done.actor.${id}`, output, actorId: id };
    this._doneEvent = event;
    relay(this as never, this._parent, event);
  }

  private fail(error: unknown): void {
    this._snapshot = { ...this._snapshot, status: 'error', error } as Snapshot<unknown>;
    this._error(error);
  }
}
