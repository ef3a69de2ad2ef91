/** Keeps a supervisor from its children's words: for whoever supervises anybody's code. */

import type { AnyActorRef, AnyEventObject } from 'xstate';
import { isDirectTrusted } from '../compiled/actor/lightCheck';
import type { PrivateActor } from '../compiled/xstate/privateActors';

const ENDED = /^xstate\.(?:done|error)\.actor\./;

/** Whether an event is worded as XState's own of a child that has stopped. Whether one has is another question. */
export const tellsOfAnEnd = (event: AnyEventObject): boolean => ENDED.test(event.type);

/** What is kept of what a child sent: the words of XState about an end, or nothing. */
function cleared(event: AnyEventObject): AnyEventObject | undefined {
  try {
    const { type, actorId } = event;
    if (typeof type !== 'string' || typeof actorId !== 'string') return undefined;
    return ENDED.test(type) ? { type, actorId } : undefined;
  } catch {
    // It objects to being looked at.
    return undefined;
  }
}

/**
 * As whom children know their supervisor. A child may send its parent whatever it likes (`sendParent`,
 * `sendBack`), also the supervisor's own commands and XState's own words, `xstate.stop` among them. So
 * what children know is deaf to all but the news that one of them has ended, and {@link endOf} does not
 * take even that on trust.
 */
export class Nursery {
  readonly parent: AnyActorRef;

  constructor(
    self: AnyActorRef,
    private readonly stopChild: (child: AnyActorRef) => void,
  ) {
    this.parent = isDirectTrusted() ? deaf(self) : self;
  }

  /** Stops a child that was made with {@link parent}. */
  stop(child: AnyActorRef): void {
    const internal = child as unknown as PrivateActor;
    // XState's own way asks for the very supervisor.
    if (internal._parent === this.parent && isDirectTrusted()) internal._stop();
    else this.stopChild(child);
  }
}

/** The same actor with another ear. */
function deaf(self: AnyActorRef): AnyActorRef {
  const hear = (event: AnyEventObject) => {
    const news = cleared(event);
    if (news !== undefined) (self as unknown as PrivateActor)._send(news);
  };
  return Object.create(self, { _send: { value: hear }, send: { value: hear } });
}

/** How a child has ended: told by its snapshot, which it cannot send. */
export function endOf(
  child: AnyActorRef,
): { readonly how: 'done' } | { readonly how: 'error'; readonly error: unknown } | undefined {
  const { status, error } = child.getSnapshot() as {
    readonly status?: unknown;
    readonly error?: unknown;
  };
  if (status === 'done') return { how: 'done' };
  return status === 'error' ? { how: 'error', error } : undefined;
}
