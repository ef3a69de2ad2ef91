import type { AnyActorRef, AnyEventObject } from 'xstate';
import { tap } from '../../../compiled/actor/tap';
import { nameOf } from '../charts/register';
import type { LifeWatch } from '../life/lifeWatch';
import type { Viewer } from '../look/viewer';
import type { StatelyActor, StatelyMessage } from '../messages/stately';
import { castOf, speakerTo } from './cast';
import { definitionOf, eventOf, snapshotOf } from './describe';

/** The version of the wire format. */
const VERSION = '0.7.2';

/** Events that are told in one go; of what is more, only what has become of the actor is told. */
const AT_ONCE = 50;

/**
 * Feeds Stately's inspector with what it understands: the actors of a program, and the connections that
 * are watched. Every actor is registered before anything is said of it, and everything again for each
 * inspector that comes later, or has been loaded anew. It listens to actors only while one is there.
 */
export class StatelyFeed {
  private readonly viewers = new Set<Viewer>();
  /** The actors that are listened to, and what ends that. */
  private readonly taps = new Map<AnyActorRef, () => void>();
  private untold: StatelyMessage[] = [];
  /** Actors of which events were left out. */
  private readonly behind = new Map<AnyActorRef, AnyEventObject>();
  private events = 0;

  constructor(
    private readonly root: AnyActorRef,
    private readonly watched: () => readonly LifeWatch[],
  ) {}

  /** Somebody's inspector has said that it is there: it is told everything from the beginning. */
  join(viewer: Viewer): void {
    // What has been said before is not news to who hears all that has become of it.
    this.tell();
    this.viewers.add(viewer);
    this.follow();
    this.untold = this.untold.filter(({ type }) => type !== '@xstate.actor');
    const messages = [...this.taps.keys()].map((actor) => this.registration(actor));
    viewer.send({ type: 'stately', messages });
  }

  leave(viewer: Viewer): void {
    this.viewers.delete(viewer);
    if (this.viewers.size === 0) this.stop();
  }

  /** Registers actors that have come, and forgets those that are not shown any more. */
  follow(): void {
    if (this.viewers.size === 0) return;
    const cast = new Set(castOf(this.root, this.watched()));
    for (const [actor, untap] of this.taps) {
      if (cast.has(actor)) continue;
      untap();
      this.taps.delete(actor);
      this.behind.delete(actor);
    }
    for (const actor of cast) {
      if (this.taps.has(actor)) continue;
      this.untold.push(this.registration(actor));
      this.taps.set(actor, this.listen(actor));
    }
  }

  /** Tells what has been said since the last time. */
  tell(): void {
    for (const [actor, event] of this.behind) this.untold.push(this.becomes(actor, event));
    this.behind.clear();
    this.events = 0;
    const { untold: messages } = this;
    if (messages.length === 0) return;
    this.untold = [];
    for (const viewer of this.viewers) viewer.send({ type: 'stately', messages });
  }

  stop(): void {
    for (const untap of this.taps.values()) untap();
    this.taps.clear();
    this.behind.clear();
    this.untold = [];
  }

  private listen(actor: AnyActorRef): () => void {
    return tap(actor, {
      taking: (event) => this.taking(actor, event),
      taken: (event) => this.taken(actor, event),
    });
  }

  private taking(actor: AnyActorRef, event: AnyEventObject): void {
    this.events += 1;
    if (this.events > AT_ONCE) {
      this.behind.set(actor, event);
      return;
    }
    const speaker = speakerTo(actor, event, this.watched());
    const isKnown = speaker !== undefined && this.taps.has(speaker);
    this.untold.push({
      type: '@xstate.event',
      ...this.of(actor),
      event: eventOf(event),
      ...(isKnown ? { sourceId: speaker.sessionId } : {}),
    });
  }

  private taken(actor: AnyActorRef, event: AnyEventObject): void {
    if (this.events > AT_ONCE) this.behind.set(actor, event);
    else this.untold.push(this.becomes(actor, event));
  }

  private becomes(actor: AnyActorRef, event: AnyEventObject): StatelyMessage {
    return {
      type: '@xstate.snapshot',
      ...this.of(actor),
      event: eventOf(event),
      snapshot: snapshotOf(actor),
    };
  }

  private registration(actor: AnyActorRef): StatelyActor {
    const parent = (actor as { readonly _parent?: AnyActorRef })._parent;
    // One that is not shown would be an actor that nobody has heard of.
    const isShown = actor !== this.root && parent !== undefined;
    return {
      type: '@xstate.actor',
      ...this.of(actor),
      name: nameOf(actor),
      ...(isShown ? { parentId: parent.sessionId } : {}),
      definition: definitionOf(actor),
      snapshot: snapshotOf(actor),
    };
  }

  private of(actor: AnyActorRef) {
    return {
      _version: VERSION,
      createdAt: String(Date.now()),
      id: null,
      rootId: this.root.sessionId,
      sessionId: actor.sessionId,
    };
  }
}
