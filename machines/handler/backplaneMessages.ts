/** What a handler says to its server's backplane, and hears of it. */

import type { XstateNetError } from '../kit/errors';
import type { Member, Place, Speaker } from './backplane';
import type { TopicOf } from './topics';

/**
 * What becomes of messages that wait for a subscriber whose peer does not read, when there are as many as may wait:
 * the oldest or the newest go, or the connection ends.
 */
export type WhenSlow = 'dropOldest' | 'dropNewest' | 'end';

/** A handler wants to hear what is published. */
export interface SubscribeMessage {
  readonly type: 'backplane.subscribe';
  readonly topic: string;
  readonly whenSlow: WhenSlow;
  /** What it says of itself as a member of the topic, if it wants to be one. */
  readonly as?: { readonly info: unknown };
}

export interface UnsubscribeMessage {
  readonly type: 'backplane.unsubscribe';
  readonly topic: string;
}

export interface PublishMessage {
  readonly type: 'backplane.publish';
  readonly topic: string;
  readonly message: unknown;
  readonly echo: boolean;
  readonly confirm: boolean;
}

/** A handler asks who is present. */
export interface MembersMessage {
  readonly type: 'backplane.members';
  readonly topic: string;
}

/** What a handler says to the backplane. */
export type BackplaneWord = SubscribeMessage | UnsubscribeMessage | PublishMessage | MembersMessage;

const WORDS: ReadonlySet<unknown> = new Set([
  'backplane.subscribe',
  'backplane.unsubscribe',
  'backplane.publish',
  'backplane.members',
] satisfies BackplaneWord['type'][]);

/** Whether something that a handler says is for the backplane. */
export const isForBackplane = (message: { readonly type: string }): message is BackplaneWord =>
  WORDS.has(message.type);

/** Somebody has published something in a topic to which the handler has subscribed. */
export interface BackplaneMessage<TMessage = unknown, TTopic extends string = string>
  extends Place {
  readonly type: 'backplane.message';
  readonly topic: TTopic;
  /** The same value for all who hear it: do not change it. */
  readonly message: TMessage;
  readonly from: Speaker;
  /** How many were lost between the one before and this, because the peer did not read. */
  readonly missed: number;
}

/**
 * What a handler may hear of a backplane: give it to `types.events` of a protocol that subscribes to anything.
 *
 * - `backplane.message`: something was published in a topic to which it has subscribed.
 * - `backplane.joined`, `backplane.left`: a member has come or gone, however it went.
 * - `backplane.members`: who is present, as it was asked by `members()`.
 * - `backplane.published`: what was published with `confirm` is carried.
 * - `backplane.refused`: what it wanted cannot be, or could not be carried. A chart that does not list this ends with
 *   `handlerError` where it is its own fault: a topic that is none, or one too many.
 * - `backplane.gap`: so many messages of one publisher in a topic were lost on their way, before the next that is heard.
 * - `backplane.disconnected`, `backplane.connected`: what is published now cannot be carried; it can again, and what
 *   was said in between may be lost.
 */
export type BackplaneEvent<TMessage = unknown, TInfo = unknown> =
  | BackplaneMessage<TMessage>
  | ({ readonly type: 'backplane.joined' } & PresenceChange<TInfo>)
  | ({ readonly type: 'backplane.left' } & PresenceChange<TInfo>)
  | {
      readonly type: 'backplane.members';
      readonly topic: string;
      readonly members: readonly MemberOf<TInfo>[];
    }
  | ({ readonly type: 'backplane.published'; readonly topic: string } & Place)
  | {
      readonly type: 'backplane.refused';
      readonly topic: string;
      readonly wanted: 'subscribe' | 'publish' | 'members';
      readonly error: XstateNetError;
    }
  | { readonly type: 'backplane.gap'; readonly topic: string; readonly lost: number }
  | { readonly type: 'backplane.connected' }
  | { readonly type: 'backplane.disconnected' };

/** A member of a topic has come or gone. */
export interface PresenceChange<TInfo> {
  readonly topic: string;
  readonly member: MemberOf<TInfo>;
  readonly missed: number;
}

/** A member that says of itself what is expected. */
export type MemberOf<TInfo> = Member & { readonly info: TInfo };

/** What is published where: `{ 'room/*': Said; news: string }`. */
export type Topics = Readonly<Record<string, unknown>>;

/** The messages of some topics, by their patterns. */
export type MessagesOf<TTopics> = {
  [P in keyof TTopics & string]: BackplaneMessage<TTopics[P], TopicOf<P>>;
}[keyof TTopics & string];
