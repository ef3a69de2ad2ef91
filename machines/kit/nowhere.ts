import {
  type ActorRef,
  createActor,
  type EventObject,
  fromTransition,
  type Snapshot,
} from 'xstate';

/** An actor that messages of one kind are sent along to. */
export type Linkage<TMessage extends EventObject> = ActorRef<Snapshot<unknown>, TMessage>;

/**
 * Where a linkage leads that nobody made: a stopped actor, to which messages vanish. An outbox that
 * nothing is linked to is not an error.
 */
export const nowhere: Linkage<EventObject> = createActor(
  fromTransition((state: undefined) => state, undefined),
  { id: 'nowhere' },
)
  .start()
  .stop();
