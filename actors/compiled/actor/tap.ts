/**
 * Hears what one actor takes, without an inspector: that one would hear of every actor of the system, and
 * make each of their events cost several times as much.
 */

import type { AnyActorRef, AnyEventObject } from 'xstate';
import type { AnySnapshot } from '../xstate/privateActors';
import { observerFailed } from '../xstate/userCode';

/** Who hears what an actor takes, one event after the other. */
export interface Ear {
  /** The actor is about to take an event. */
  taking(event: AnyEventObject, before: AnySnapshot): void;
  /** It has, with all that came of it at once. */
  taken(event: AnyEventObject, before: AnySnapshot, after: AnySnapshot): void;
}

type Take = (event: AnyEventObject) => void;

/** An actor, as far as is known who takes its events. */
interface Tappable {
  readonly _snapshot: AnySnapshot;
  _process: Take;
  _send: Take;
  /** Of XState's own actors; it has the actor's `_process` from the beginning. */
  readonly mailbox?: { _process: Take };
}

/** Where events pass that an actor is about to take. */
interface Passage {
  readonly home: Record<string, Take>;
  readonly name: '_process' | '_send';
}

function passageOf(actor: Tappable): Passage {
  // One that takes its events directly passes its mailbox by.
  if (Object.hasOwn(actor, '_send')) return { home: actor as never, name: '_send' };
  const { mailbox } = actor;
  return { home: (mailbox ?? actor) as never, name: '_process' };
}

const ears = new WeakMap<object, Set<Ear>>();

function tell(hearing: ReadonlySet<Ear>, word: (ear: Ear) => void): void {
  for (const ear of hearing) {
    try {
      word(ear);
    } catch (error) {
      observerFailed('tap', error);
    }
  }
}

/** Puts what tells the ears in the way of events; returns what takes it away again. */
function intercept(actor: Tappable, hearing: ReadonlySet<Ear>): () => void {
  const { home, name } = passageOf(actor);
  const isOwn = Object.hasOwn(home, name);
  const take = home[name] as Take;
  const heard: Take = (event) => {
    const before = actor._snapshot;
    tell(hearing, (ear) => ear.taking(event, before));
    take.call(home, event);
    tell(hearing, (ear) => ear.taken(event, before, actor._snapshot));
  };
  home[name] = heard;
  return () => {
    // Somebody may have come in between meanwhile, and hears without us.
    if (home[name] !== heard) return;
    if (isOwn) home[name] = take;
    else Reflect.deleteProperty(home, name);
  };
}

const removals = new WeakMap<object, () => void>();

/**
 * Has `ear` hear what `actor` takes, until what is returned is called. It costs the actor a few
 * microseconds for each event, and the others nothing.
 */
export function tap(actor: AnyActorRef, ear: Ear): () => void {
  const hearing = ears.get(actor) ?? new Set();
  if (hearing.size === 0) {
    ears.set(actor, hearing);
    removals.set(actor, intercept(actor as unknown as Tappable, hearing));
  }
  hearing.add(ear);
  return () => {
    if (!hearing.delete(ear) || hearing.size > 0) return;
    removals.get(actor)?.();
    removals.delete(actor);
    ears.delete(actor);
  };
}
