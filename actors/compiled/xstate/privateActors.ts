/**
 * What in this package relies on what XState does not promise of its actors and their systems; what
 * it relies on of machines is in `privates.ts`. All names that XState may change are declared here, so
 * that the compiler finds who uses them: `relay.ts`, `containInspectors.ts`, `containListeners.ts`, and
 * `lightActor.ts` and `directActor.ts`, which stand in for XState's `Actor` and so have to be a
 * {@link PrivateActor}.
 *
 * Whether a new version of XState broke any of it is found out before it is relied upon: `selfCheck.ts`
 * tries compiled machines, `lightCheck.ts` light actors and inspectors, `relay.ts` the relay.
 */
import {
  Actor,
  type AnyActorRef,
  type AnyActorScope,
  type AnyEventObject,
  type AnyMachineSnapshot,
  type AnyTransitionDefinition,
  type EventObject,
  type Snapshot,
} from 'xstate';
import type { ScheduledEvents, Scheduler } from './indexTimers';

/** What of a system XState keeps to itself. */
export interface PrivateSystem {
  readonly _logger: unknown;
  readonly _clock: unknown;
  readonly scheduler: Scheduler;
  _bookId(): string;
  _register: (sessionId: string, actor: unknown) => string;
  _unregister: (actor: unknown) => void;
  _sendInspectionEvent(record: object): void;
  _relay(source: unknown, target: unknown, event: EventObject): void;
}

/** A system with what is not to be seen of it. */
export type System = AnyActorRef['system'] & PrivateSystem;

/** XState's `ProcessingStatus`, an enumeration. */
export const NOT_STARTED = 0;
export const RUNNING = 1;
export const STOPPED = 2;

type Observers = Set<{
  next?: (snapshot: unknown) => void;
  error?: (error: unknown) => void;
  complete?: () => void;
}>;

/** Any actor's snapshot, as far as it is the same for all. */
export type AnySnapshot = Snapshot<unknown>;

/** What of an actor other actors, its system and the methods of `Actor` reach for. */
export interface PrivateActor {
  readonly _actorScope: unknown;
  readonly _parent: unknown;
  readonly _deferred: (() => void)[];
  readonly observers: Observers;
  readonly eventListeners: { clear(): void };
  _snapshot: Snapshot<unknown>;
  _processingStatus: number;
  _doneEvent: AnyEventObject | undefined;
  _send: (event: AnyEventObject) => void;
  _stop: () => unknown;
  _stopProcedure: () => unknown;
  _complete(): void;
}

/** What of an actor made by XState holds the events that it has yet to take. */
export interface WithMailbox {
  readonly mailbox?: { readonly _active?: boolean; readonly _current?: unknown };
}

/** Methods of `Actor` that work on the fields of a {@link PrivateActor}. */
export interface InheritedFromActor {
  _process(event: AnyEventObject): void;
  update(snapshot: Snapshot<unknown>, event: AnyEventObject): void;
  _error(error: unknown): void;
}

/** XState's own methods, for actors that stand in for its `Actor` and leave something to it. */
export const inherited = Actor.prototype as unknown as InheritedFromActor &
  Pick<PrivateActor, '_send' | '_stop' | '_stopProcedure'> & { start(): unknown };

/** Whether `scope` is that of a running actor, as opposed to the inert one of a pure `transition()`. */
export function isLive(scope: AnyActorScope): boolean {
  const actor = scope.self as unknown as PrivateActor;
  return (
    actor._actorScope === scope && actor._processingStatus === RUNNING && actor instanceof Actor
  );
}

/** Whether `scope` is that of an actor that is just being made. */
export function isBeginning(scope: AnyActorScope): boolean {
  const actor = scope.self as unknown as PrivateActor;
  return (
    actor._actorScope === scope && actor._processingStatus === NOT_STARTED && actor instanceof Actor
  );
}

/**
 * Whether anybody inspects already. XState copies a record for its inspectors, and only if there are
 * any: a record that objects to being copied finds out, without anybody seeing it.
 */
export function hasInspectors(system: AnyActorRef['system']): boolean {
  let copied = false;
  const record = {
    get type(): never {
      copied = true;
      throw new Error('Nobody was meant to see this record.');
    },
  };
  try {
    (system as System)._sendInspectionEvent(record);
  } catch {
    // The record's own objection.
  }
  return copied;
}

/** The delayed events that wait in a system. */
export function scheduledIn(system: System): ScheduledEvents {
  return (
    (system.getSnapshot() as unknown as { _scheduledEvents?: ScheduledEvents })._scheduledEvents ??
    {}
  );
}

/** The same without a copy, which takes long where many wait: only to be read, and not to be kept. */
export function scheduledNow(system: AnyActorRef['system']): ScheduledEvents {
  const { _snapshot } = system as unknown as {
    readonly _snapshot?: { readonly _scheduledEvents?: ScheduledEvents };
  };
  return _snapshot?._scheduledEvents ?? {};
}

/** The inspection record of a step that has been taken. Without inspectors, nothing. */
export function recordMicrostep(
  scope: AnyActorScope,
  event: AnyEventObject,
  snapshot: AnyMachineSnapshot,
  transitions: readonly AnyTransitionDefinition[],
): void {
  (scope.system as System)._sendInspectionEvent({
    type: '@xstate.microstep',
    actorRef: scope.self,
    event,
    snapshot,
    _transitions: transitions,
  });
}
