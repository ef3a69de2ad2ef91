/** Actors that are no machines, for what holds handles or owns many children. */

import type { ActorLogic, AnyActorRef, AnyEventObject, EventObject, Snapshot } from 'xstate';
import type { ProvidedLogic } from '../../machines/kit/inert';
import { direct } from '../compiled/actor/direct';
import { tellsOfAnEnd } from './nursery';

/** Something that is not a machine: it holds handles, does I/O or owns many children. */
export interface Resource<TEvent extends EventObject> {
  receive(event: TEvent): void;
  /** A child is said to have ended. It may be anybody who says so: `endOf` knows. */
  childEnded?(id: string): void;
  /** Called once the actor runs; one that is only created may never run. */
  start?(): void;
  /** Lets go of everything, silently: its actor was stopped. */
  stop(): void;
}

/** What a resource may do in its actor's name. */
export interface ResourceScope {
  readonly self: AnyActorRef;
  readonly stopChild: (child: AnyActorRef) => void;
}

type ResourceSnapshot<TResource> = Snapshot<undefined> & { readonly context: TResource };

/** As XState marks what was stopped; `Snapshot`'s type ties each status to an output. */
const stopped = <TSnapshot extends object>(snapshot: TSnapshot): TSnapshot => ({
  ...snapshot,
  status: 'stopped',
});

/**
 * A resource as actor logic. It is not `fromCallback`, because that one cannot stop children; and as
 * `exit` actions do not run on stop, its `stop()` is the one place that cleans up.
 */
export function fromResource<TEvent extends EventObject, TInput>(
  create: (scope: ResourceScope, input: TInput) => Resource<TEvent>,
): ProvidedLogic<TEvent, TInput> {
  const logic: ActorLogic<ResourceSnapshot<Resource<TEvent>>, TEvent, TInput> = {
    getInitialSnapshot: (scope, input) => ({
      status: 'active',
      output: undefined,
      error: undefined,
      context: create(scope, input),
    }),
    start: (snapshot) => snapshot.context.start?.(),
    transition: (snapshot, event) => {
      if (event.type === 'xstate.stop') {
        snapshot.context.stop();
        return stopped(snapshot);
      }
      if (tellsOfAnEnd(event)) snapshot.context.childEnded?.((event as AnyEventObject).actorId);
      else snapshot.context.receive(event);
      return snapshot;
    },
    getPersistedSnapshot: (snapshot) => snapshot,
  };
  return provided(direct(logic));
}

/**
 * Logic as what a machine names: the snapshot, in which XState's types are invariant, is nobody's
 * business there.
 */
export function provided<TEvent extends EventObject, TInput>(logic: {
  transition(snapshot: never, event: TEvent, scope: never): Snapshot<unknown>;
  getInitialSnapshot(scope: never, input: TInput): Snapshot<unknown>;
}): ProvidedLogic<TEvent, TInput> {
  return logic as never;
}

/** The resource behind an actor of `fromResource`. */
export function resourceOf<TResource>(actor: AnyActorRef | undefined): TResource | undefined {
  return (actor?.getSnapshot() as ResourceSnapshot<TResource> | undefined)?.context;
}
