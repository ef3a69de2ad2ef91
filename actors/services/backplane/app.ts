/** The backplane for apps: Kamaelia's publishTo and subscribeTo. */

import { type EventObject, fromCallback } from 'xstate';
import type {
  Backplane,
  BackplaneListener,
  Member,
  Place,
} from '../../../machines/handler/backplane';
import type { BackplaneMessage } from '../../../machines/handler/backplaneMessages';
import { wrongTopic } from '../../../machines/handler/topics';
import { badTopic } from '../../handler/backplaneErrors';

const DEAF: BackplaneListener = {
  message: () => {},
  joined: () => {},
  left: () => {},
  state: () => {},
  error: () => {},
};

function check(topic: string, mayBePattern: boolean): void {
  const wrong = wrongTopic(topic, mayBePattern);
  if (wrong !== undefined) throw badTopic(topic, wrong);
}

/** Publishes one message in the app's name. Rejects with `XN_BAD_TOPIC` or `XN_NOT_PUBLISHED`. */
export async function publishOn(
  backplane: Backplane,
  topic: string,
  message: unknown,
): Promise<Place> {
  check(topic, false);
  const node = backplane.attach(DEAF);
  const from = { node: node.id, connection: undefined };
  try {
    return await node.publish({ topic, message, from, echo: true });
  } finally {
    node.close();
  }
}

/** Who is present in a topic. */
export async function membersOf(backplane: Backplane, topic: string): Promise<readonly Member[]> {
  check(topic, false);
  const node = backplane.attach(DEAF);
  try {
    return await node.members(topic);
  } finally {
    node.close();
  }
}

/** Which topic of which backplane an actor is for. */
export interface BackplaneInput {
  readonly backplane: Backplane;
  readonly topic: string;
}

/** What `publishTo` is sent. */
export interface PublishToEvent {
  readonly type: 'inbox';
  readonly data: unknown;
}

/**
 * An actor to invoke that publishes what comes to its inbox, in order (Kamaelia's publishTo).
 *
 * @example `invoke: { id: 'news', src: 'publishTo', input: { backplane, topic: 'news' } }`
 */
export const publishTo = fromCallback<PublishToEvent, BackplaneInput>(
  ({ input: { backplane, topic }, receive, sendBack }) => {
    check(topic, false);
    const node = backplane.attach(DEAF);
    const from = { node: node.id, connection: undefined };
    receive(({ data }) => {
      node.publish({ topic, message: data, from, echo: true }).catch((error: unknown) => {
        sendBack({ type: 'backplane.refused', topic, wanted: 'publish', error });
      });
    });
    return () => node.close();
  },
);

/**
 * An actor to invoke that sends its parent what is published in a topic, or in all that a pattern stands for, as
 * `backplane.message` (Kamaelia's subscribeTo).
 *
 * @example `invoke: { src: 'subscribeTo', input: { backplane, topic: 'room/*' } }`
 */
export const subscribeTo = fromCallback<EventObject, BackplaneInput>(
  ({ input: { backplane, topic }, sendBack }) => {
    check(topic, true);
    const node = backplane.attach({
      ...DEAF,
      message: ({ echo: _, ...delivery }) => {
        const event: BackplaneMessage = { type: 'backplane.message', ...delivery, missed: 0 };
        sendBack(event);
      },
      joined: (room, member) => {
        sendBack({ type: 'backplane.joined', topic: room, member, missed: 0 });
      },
      left: (room, member) => {
        sendBack({ type: 'backplane.left', topic: room, member, missed: 0 });
      },
      gap: (room, lost) => sendBack({ type: 'backplane.gap', topic: room, lost }),
      state: (state) => sendBack({ type: `backplane.${state}` }),
    });
    node.want(topic);
    return () => node.close();
  },
);
