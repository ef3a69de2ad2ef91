import type { EventObject, MachineContext } from 'xstate';
import type {
  BackplaneEvent,
  BackplaneMessage,
  MessagesOf,
  PublishMessage,
  Topics,
} from './backplaneMessages';
import type { Given } from './given';
import { type PublishOptions, publish } from './publish';
import type { SayAction } from './say';
import { type TopicOf, topicMatches } from './topics';

/** What may be published in a topic, by the patterns that stand for it. */
type MessageIn<TTopics, TTopic extends string> = {
  [P in keyof TTopics & string]: TTopic extends TopicOf<P> ? TTopics[P] : never;
}[keyof TTopics & string];

/** The backplane's words for topics whose messages are known. */
export interface TypedTopics<TTopics extends Topics> {
  /** For `types.events` of a protocol: a type, and no value. */
  readonly events:
    | MessagesOf<TTopics>
    | Exclude<BackplaneEvent, { readonly type: 'backplane.message' }>;
  /** `publish`, of what the topic is for. */
  publish<
    C extends MachineContext,
    X extends EventObject,
    E extends EventObject,
    T extends TopicOf<keyof TTopics & string>,
  >(
    topic: Given<C, X, E, T>,
    message: Given<C, X, E, MessageIn<TTopics, T>>,
    options?: PublishOptions,
  ): SayAction<C, X, E, PublishMessage>;
  /** Whether a message was published in one of the topics that a pattern stands for: for guards. */
  isAbout<P extends keyof TTopics & string>(
    event: EventObject,
    pattern: P,
  ): event is BackplaneMessage<TTopics[P], TopicOf<P>>;
}

/**
 * The same for topics whose messages have types: what is published is checked when it is compiled, and what is heard
 * has its topic's type.
 *
 * @example
 * ```ts
 * const rooms = topics<{ 'room/*': { readonly who: string; readonly text: string } }>();
 * const member = setupProtocol({ types: { events: rooms.events } });
 * ```
 */
export function topics<TTopics extends Topics>(): TypedTopics<TTopics> {
  return {
    // A type that no value carries at run time, as everything in `types`.
    events: {} as TypedTopics<TTopics>['events'],
    publish: publish as TypedTopics<TTopics>['publish'],
    isAbout: (event, pattern): event is never =>
      event.type === 'backplane.message' &&
      topicMatches(pattern, (event as BackplaneMessage).topic),
  };
}
