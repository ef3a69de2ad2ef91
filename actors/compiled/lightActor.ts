import {
  Actor,
  type AnyActorLogic,
  type AnyActorRef,
  type AnyEventObject,
  type AnyMachineSnapshot,
  type EventObject,
  type Snapshot,
  type Subscription,
} from 'xstate';
import type { Configuration } from './configuration';
import { Outbasket } from './effects';
import { currentPlanFor, type Plan } from './plan';
import { configurationOf } from './privates';
import { runUnwatched } from './runUnwatched';
import { type Watch, watchOf } from './watch';

type System = AnyActorRef['system'];

/** What of a system XState keeps to itself. */
interface InternalSystem {
  _bookId(): string;
  _register(sessionId: string, actor: unknown): string;
  _unregister(actor: unknown): void;
  _sendInspectionEvent(record: object): void;
  _relay(source: unknown, target: unknown, event: EventObject): void;
  readonly scheduler: { cancelAll(actor: unknown): void };
}

/** What of `Actor` is used as it is: it works on the same fields, which here are made when needed. */
interface InternalActor {
  _process(event: AnyEventObject): void;
  update(snapshot: Snapshot<unknown>, event: AnyEventObject): void;
  _error(error: unknown): void;
}

const inherited = Actor.prototype as unknown as InternalActor;

/** XState's `ProcessingStatus`. */
const NOT_STARTED = 0;
const RUNNING = 1;
const STOPPED = 2;

type ActionExecutor = (action: {
  readonly type: string;
  readonly info: unknown;
  readonly params: unknown;
  readonly exec: ((info: unknown, params: unknown) => void) | undefined;
}) => void;

interface Listener {
  readonly type: string;
  readonly handler: (event: EventObject) => void;
}

type Observers = Set<{
  next?: (snapshot: unknown) => void;
  error?: (error: unknown) => void;
  complete?: () => void;
}>;

/** As XState does: in a macrotask of its own, where global error handlers find it. */
function reportUnhandledError(error: unknown): void {
  setTimeout(() => {
    throw error;
  });
}

/**
 * An actor that runs a compiled machine and costs as little as one can: XState's own `Actor` makes a
 * mailbox, two collections and a dozen of closures for each, here they are methods, or made when
 * somebody needs them. It behaves as that one, is an instance of it, and hands to it whatever is out
 * of the ordinary: events without a direct plan, errors, and everything while an inspector watches.
 *
 * It is its own scope: what machines and actions get as `self`, `system`, `emit`, `defer`.
 */
export class LightActor {
  readonly sessionId: string;
  readonly _parent: AnyActorRef;
  readonly system: System;
  _snapshot: Snapshot<unknown>;
  _processingStatus = NOT_STARTED;
  private readonly input: unknown;
  private readonly watch: Watch;
  /** What it is in the middle of: events wait meanwhile. */
  private busy: 'starting' | 'processing' | undefined = undefined;
  /** A direct plan is being carried out. */
  private taking = false;
  private readonly outbasket = new Outbasket();
  private waiting: AnyEventObject[] | undefined = undefined;
  private listeners: readonly Listener[] | undefined = undefined;
  private _observers: Observers | undefined = undefined;
  private deferred: (() => void)[] | undefined = undefined;
  private executor: ActionExecutor | undefined = undefined;
  _doneEvent: AnyEventObject | undefined = undefined;

  constructor(
    readonly logic: AnyActorLogic,
    readonly id: string,
    parent: AnyActorRef,
    input: unknown,
  ) {
    this._parent = parent;
    this.system = parent.system;
    this.input = input;
    this.watch = watchOf(parent.system);
    const system = this.internalSystem;
    this.sessionId = system._bookId();
    if (this.watch.observers > 0) {
      system._sendInspectionEvent({ type: '@xstate.actor', actorRef: this });
    }
    this._snapshot = this.initialSnapshot();
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
    return (this.system as unknown as { _logger: unknown })._logger;
  }
  get clock(): unknown {
    return (this.system as unknown as { _clock: unknown })._clock;
  }
  get observers(): Observers {
    this._observers ??= new Set();
    return this._observers;
  }
  get _deferred(): (() => void)[] {
    this.deferred ??= [];
    return this.deferred;
  }
  get eventListeners(): { clear(): void } {
    return { clear: () => this.unlisten() };
  }

  private get internalSystem(): InternalSystem {
    return this.system as unknown as InternalSystem;
  }

  /** Bound, as XState's is, for those who take it off the actor. */
  get send(): (event: AnyEventObject) => void {
    const send = (event: AnyEventObject) => this.internalSystem._relay(undefined, this, event);
    Object.defineProperty(this, 'send', { value: send });
    return send;
  }

  start(): this {
    if (this._processingStatus === RUNNING) return this;
    const system = this.internalSystem;
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
    if (this._processingStatus === STOPPED) return;
    if (this.busy !== undefined || this._processingStatus === NOT_STARTED) {
      if (this.waiting === undefined) this.waiting = [event];
      else this.waiting.push(event);
      return;
    }
    this.busy = 'processing';
    this._process(event);
    if (this.waiting !== undefined) this.processWaiting();
    this.busy = undefined;
  }

  _process(event: AnyEventObject): void {
    const snapshot = this._snapshot as AnyMachineSnapshot;
    if (this.watch.observers === 0 && snapshot.status === 'active') {
      const configuration = configurationOf(snapshot) as Configuration | undefined;
      if (configuration !== undefined) {
        const plan = currentPlanFor(configuration, event.type);
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
    this.waiting = this.busy === 'starting' ? this.waiting?.slice(0, 1) : undefined;
    if (this._processingStatus === NOT_STARTED) this._processingStatus = STOPPED;
    else this._send({ type: 'xstate.stop' });
    return this;
  }

  _stopProcedure(): this {
    if (this._processingStatus !== RUNNING) return this;
    this.internalSystem.scheduler.cancelAll(this);
    this.waiting = undefined;
    this._processingStatus = STOPPED;
    this.internalSystem._unregister(this);
    return this;
  }

  on(type: string, handler: (event: EventObject) => void): Subscription {
    const listener = { type, handler };
    const { listeners = [] } = this;
    // XState tells those who asked for the type before those who asked for everything.
    const at = type === '*' ? -1 : listeners.findIndex((other) => other.type === '*');
    this.listeners = at < 0 ? [...listeners, listener] : listeners.toSpliced(at, 0, listener);
    return {
      unsubscribe: () => {
        this.listeners = this.listeners?.filter((other) => other !== listener);
      },
    };
  }

  emit(event: EventObject): void {
    const { listeners } = this;
    if (listeners === undefined) return;
    for (const { type, handler } of listeners) {
      if (type !== '*' && type !== event.type) continue;
      try {
        handler(event);
      } catch (error) {
        reportUnhandledError(error);
      }
    }
  }

  defer(effect: () => void): void {
    if (this.taking) this.outbasket.doLater(effect);
    else this._deferred.push(effect);
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
    if (this._observers !== undefined) {
      for (const observer of this._observers) {
        try {
          observer.complete?.();
        } catch (error) {
          reportUnhandledError(error);
        }
      }
      this._observers.clear();
    }
    this.listeners = undefined;
  }

  private execute(action: Parameters<ActionExecutor>[0]): void {
    const perform = () => {
      this.internalSystem._sendInspectionEvent({
        type: '@xstate.action',
        actorRef: this,
        action: { type: action.type, params: action.params },
      });
      action.exec?.(action.info, action.params);
    };
    if (this._processingStatus === RUNNING) perform();
    else this._deferred.push(perform);
  }

  private startLogic(event: AnyEventObject): void {
    try {
      this.logic.start?.(this._snapshot, this as never);
    } catch (error) {
      this._snapshot = { ...this._snapshot, status: 'error', error } as never;
      this._error(error);
      return;
    }
    if (this.watch.observers > 0 || this.deferred !== undefined) {
      this.update(this._snapshot, event);
    } else this.tellObservers();
    this.busy = 'processing';
    this.processWaiting();
  }

  /** One by one from the queue that others see, so that it is empty as soon as the actor is stopped. */
  private processWaiting(): void {
    for (let queue = this.waiting; queue !== undefined; queue = this.waiting) {
      const event = queue.shift() as AnyEventObject;
      if (queue.length === 0) this.waiting = undefined;
      this._process(event);
    }
  }

  private take(plan: Plan, snapshot: AnyMachineSnapshot, event: AnyEventObject): void {
    this.taking = true;
    try {
      this._snapshot = runUnwatched(plan, snapshot, event, this as never, this.outbasket);
    } catch (error) {
      this.taking = false;
      this.outbasket.drop();
      this._snapshot = { ...snapshot, status: 'error', error } as never;
      this._error(error);
      return;
    }
    this.taking = false;
    this.settle();
  }

  /** What follows a transition, in XState's order: effects, observers, and the end if it was one. */
  private settle(): void {
    this.outbasket.perform(this as never);
    this.tellObservers();
    const { status, output } = this._snapshot;
    if (status !== 'done') return;
    this._stopProcedure();
    this._complete();
    const { id } = this;
    const event = { type: `xstate.done.actor.${id}`, output, actorId: id };
    this._doneEvent = event;
    this.internalSystem._relay(this, this._parent, event);
  }

  private tellObservers(): void {
    if (this._observers === undefined) return;
    for (const observer of this._observers) {
      try {
        observer.next?.(this._snapshot);
      } catch (error) {
        reportUnhandledError(error);
      }
    }
  }

  private initialSnapshot(): Snapshot<unknown> {
    try {
      return this.logic.getInitialSnapshot(this as never, this.input);
    } catch (error) {
      return { status: 'error', output: undefined, error };
    }
  }

  private unlisten(): void {
    this.listeners = undefined;
  }
}

// Not `extends`: the constructor of `Actor` is what is saved.
Object.setPrototypeOf(LightActor.prototype, Actor.prototype);

/** What {@link LightActor} has from `Actor`. */
export interface LightActor extends InternalActor {}
