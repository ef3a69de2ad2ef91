/**
 * What a light actor is to others: to its machine's actions, to who listens and to who holds it.
 * Its life is in lightActor.ts.
 */

import {
  Actor,
  type AnyActorLogic,
  type AnyActorRef,
  type AnyEventObject,
  type EventObject,
  type Subscription,
} from 'xstate';
import { OwnEffects } from '../run/effects';
import { subscribeContained } from '../xstate/containObservers';
import { warnedOfWithin } from '../xstate/development';
import { NOT_STARTED, type PrivateActor, RUNNING, type System } from '../xstate/privateActors';
import { listenerFailed } from '../xstate/userCode';
import { SHORT_LIVED } from '../xstate/watch';

type ActionExecutor = (action: {
  readonly type: string;
  readonly info: unknown;
  readonly params: unknown;
  readonly exec: ((info: unknown, params: unknown) => void) | undefined;
}) => void;

/** One that listens to an actor's emissions, and its own subscription. */
class Listener implements Subscription {
  constructor(
    private readonly scope: LightScope,
    readonly type: string,
    readonly handler: (event: EventObject) => void,
  ) {}

  unsubscribe(): void {
    this.scope.forget(this);
  }
}

/**
 * A light actor as it is seen: by its machine, whose scope it is, which means what actions get as
 * `self`, `system`, `emit`, `defer`; and by those who listen to it, subscribe to it or hold it. What
 * XState's `Actor` makes for each of them beforehand are methods here, or made for who asks for it.
 */
export class LightScope extends OwnEffects {
  readonly system: System;
  readonly sessionId: string;
  _processingStatus = NOT_STARTED;
  private listeners: readonly Listener[] | undefined = undefined;
  protected subscribers: PrivateActor['observers'] | undefined = undefined;
  protected deferred: (() => void)[] | undefined = undefined;
  private executor: ActionExecutor | undefined = undefined;

  constructor(
    readonly logic: AnyActorLogic,
    readonly id: string,
    readonly _parent: AnyActorRef,
    protected readonly input: unknown,
  ) {
    super();
    this.system = _parent.system as System;
    this.sessionId = this.system._bookId();
  }

  get [SHORT_LIVED](): true {
    return true;
  }
  get self(): this {
    return this;
  }
  get ref(): this {
    return this;
  }
  get src(): AnyActorLogic {
    return this.logic;
  }
  get _actorScope(): this {
    return this;
  }
  get options(): object {
    return { id: this.id, input: this.input, parent: this._parent };
  }
  get logger(): unknown {
    return this.system._logger;
  }
  get clock(): unknown {
    return this.system._clock;
  }
  get observers(): PrivateActor['observers'] {
    this.subscribers ??= new Set();
    return this.subscribers;
  }
  get _deferred(): (() => void)[] {
    this.deferred ??= [];
    return this.deferred;
  }
  get eventListeners(): { clear(): void } {
    return { clear: () => this.unlisten() };
  }

  /** Bound, as XState's is, for those who take it off the actor. */
  get send(): (event: AnyEventObject) => void {
    const send = (event: AnyEventObject) => this.system._relay(undefined, this, event);
    Object.defineProperty(this, 'send', { value: send });
    return send;
  }

  on(type: string, handler: (event: EventObject) => void): Subscription {
    const listener = new Listener(this, type, handler);
    const { listeners } = this;
    if (listeners === undefined) {
      this.listeners = [listener];
      return listener;
    }
    // XState tells those who asked for the type before those who asked for everything.
    const at = type === '*' ? -1 : listeners.findIndex((other) => other.type === '*');
    this.listeners = at < 0 ? [...listeners, listener] : listeners.toSpliced(at, 0, listener);
    return listener;
  }

  /** For a listener's own use. */
  forget(listener: Listener): void {
    this.listeners = this.listeners?.filter((other) => other !== listener);
  }

  emit(event: EventObject): void {
    // Read once and first, as XState does: what has no type fails the actor that emits it.
    const said = event.type;
    const { listeners } = this;
    if (listeners === undefined) return;
    for (const { type, handler } of listeners) {
      if (type !== '*' && type !== said) continue;
      try {
        handler(event);
      } catch (error) {
        listenerFailed(said, error);
      }
    }
  }

  subscribe(...given: Parameters<typeof subscribeContained>[2]): Subscription {
    return subscribeContained(this, true, given);
  }

  stopChild(child: { _parent: unknown; id: string; _stop(): void }): void {
    if (child._parent !== this) {
      throw new Error(
        `Cannot stop child actor ${child.id} of ${this.id} because it is not a child`,
      );
    }
    child._stop();
  }

  get actionExecutor(): ActionExecutor {
    this.executor ??= (action) => this.execute(action);
    return this.executor;
  }

  /** XState's interpreter puts its own in the place of this one while it takes a step. */
  set actionExecutor(executor: ActionExecutor) {
    this.executor = executor;
  }

  _complete(): void {
    if (this.subscribers !== undefined) {
      for (const observer of this.subscribers) observer.complete?.();
      this.subscribers.clear();
    }
    this.unlisten();
  }

  protected tellObservers(snapshot: unknown): void {
    if (this.subscribers === undefined) return;
    for (const observer of this.subscribers) observer.next?.(snapshot);
  }

  private unlisten(): void {
    this.listeners = undefined;
  }

  private execute(action: Parameters<ActionExecutor>[0]): void {
    const perform = () => {
      this.system._sendInspectionEvent({
        type: '@xstate.action',
        actorRef: this,
        action: { type: action.type, params: action.params },
      });
      if (action.exec !== undefined) warnedOfWithin(action.exec)(action.info, action.params);
    };
    if (this._processingStatus === RUNNING) perform();
    else this._deferred.push(perform);
  }
}

// Not `extends`: the constructor of `Actor` is what is saved.
Object.setPrototypeOf(
  LightScope.prototype,
  Object.create(Actor.prototype, Object.getOwnPropertyDescriptors(OwnEffects.prototype)),
);
