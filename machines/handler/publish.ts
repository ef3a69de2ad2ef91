/** What a protocol handler says to the backplane of its server. */

import { type ActionArgs, type EventObject, emit, type MachineContext } from 'xstate';
import type {
  MembersMessage,
  PublishMessage,
  SubscribeMessage,
  UnsubscribeMessage,
  WhenSlow,
} from './backplaneMessages';
import { type Given, resolved } from './given';
import type { SayAction } from './say';

/** How a handler subscribes. */
export interface SubscribeOptions<TInfo = unknown> {
  /**
   * What becomes of messages when `waitingMessages` wait for a peer that does not read. `'dropOldest'`, the default,
   * suits what is soon out of date; `'end'` suits what is useless with gaps.
   */
  readonly whenSlow?: WhenSlow;
  /** What the handler says of itself as a member of the topic, which has no wildcards then. Default: it is none. */
  readonly as?: TInfo;
}

/** How a handler publishes. */
export interface PublishOptions {
  /** Whether it hears its own message, if it has subscribed to the topic. Default `true`, as with NATS. */
  readonly echo?: boolean;
  /** Whether it hears `backplane.published` once the message is carried. Default `false`. */
  readonly confirm?: boolean;
}

/**
 * Subscribes to a topic, or to all that a pattern stands for, until `unsubscribe` or until the handler ends, however
 * it does: messages come as `backplane.message`. Once more changes the options.
 *
 * @example `join: { actions: subscribe(({ event }) => `room/${event.room}`, { as: 'ann' }) }`
 */
export const subscribe = <C extends MachineContext, X extends EventObject, E extends EventObject>(
  topic: Given<C, X, E, string>,
  options: Given<C, X, E, SubscribeOptions> = {},
): SayAction<C, X, E, SubscribeMessage> =>
  emit((args: ActionArgs<C, X, E>) => {
    const { whenSlow = 'dropOldest', as } = resolved(options, args);
    return {
      type: 'backplane.subscribe' as const,
      topic: resolved(topic, args),
      whenSlow,
      ...(as === undefined ? undefined : { as: { info: as } }),
    };
  });

/** Takes back what `subscribe` did, by the same topic or pattern. */
export const unsubscribe = <C extends MachineContext, X extends EventObject, E extends EventObject>(
  topic: Given<C, X, E, string>,
): SayAction<C, X, E, UnsubscribeMessage> =>
  emit((args: ActionArgs<C, X, E>) => ({
    type: 'backplane.unsubscribe' as const,
    topic: resolved(topic, args),
  }));

/**
 * Publishes a message to all who have subscribed to a topic. Nobody may change it afterwards.
 *
 * @example `inbox: { actions: publish('room/1', ({ event }) => event.data) }`
 */
export const publish = <C extends MachineContext, X extends EventObject, E extends EventObject>(
  topic: Given<C, X, E, string>,
  message: Given<C, X, E, unknown>,
  { echo = true, confirm = false }: PublishOptions = {},
): SayAction<C, X, E, PublishMessage> =>
  emit((args: ActionArgs<C, X, E>) => ({
    type: 'backplane.publish' as const,
    topic: resolved(topic, args),
    message: resolved(message, args),
    echo,
    confirm,
  }));

/** Asks who is present in a topic: the answer comes as `backplane.members`. */
export const members = <C extends MachineContext, X extends EventObject, E extends EventObject>(
  topic: Given<C, X, E, string>,
): SayAction<C, X, E, MembersMessage> =>
  emit((args: ActionArgs<C, X, E>) => ({
    type: 'backplane.members' as const,
    topic: resolved(topic, args),
  }));
