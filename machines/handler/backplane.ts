/**
 * The contract between servers and a backplane, which carries messages by topic from one connection's handler to
 * many (Kamaelia's Backplane): for who writes one. What handlers hear of it, and how much of it waits for whom, is
 * the servers' business; a backplane carries, within one process or between many.
 */

import { XstateNetError } from '../kit/errors';
import { shown } from '../kit/shown';

/** Whether what is published now can be carried; what is subscribed to stays so in either. */
export type BackplaneState = 'connected' | 'disconnected';

/** Who has published something, or is a member of a topic. */
export interface Speaker {
  /** The server whose handler it was, by the id that its node has at the backplane. */
  readonly node: string;
  /** The `id` of the connection there; undefined if it was not a handler, but the app. */
  readonly connection: number | undefined;
}

/**
 * Where a message is in its topic. Offsets of one epoch rise by one with each message. Another epoch means that
 * nobody knows what was said in between.
 */
export interface Place {
  readonly epoch: string;
  readonly offset: number;
}

/** A message on its way. It belongs to all who hear it: nobody may change it. */
export interface Delivery extends Place {
  readonly topic: string;
  readonly message: unknown;
  readonly from: Speaker;
  /** Whether who has published it hears it, too. */
  readonly echo: boolean;
}

/** Who is present in a topic. */
export interface Member {
  readonly from: Speaker;
  /** What it says of itself. */
  readonly info: unknown;
}

/** What a backplane tells a node; never from within what the node calls, but for `message`, `joined` and `left`. */
export interface BackplaneListener {
  /**
   * Something was published in a topic that the node wants: once for each message, however many of its patterns
   * match, and in the order in which each publisher has said it. Returns at once, and does not throw.
   */
  message(delivery: Delivery): void;
  joined(topic: string, member: Member): void;
  left(topic: string, member: Member): void;
  state(state: BackplaneState): void;
  /** So many messages of one publisher in a topic that the node wants will never come; told before the next one. */
  gap?(topic: string, lost: number): void;
  /** Something went wrong that it survives. */
  error(error: XstateNetError): void;
}

/** What one server has of a backplane. It asks for each pattern once, for all of its handlers. */
export interface BackplaneNode {
  /** Unlike that of any other node, also of one that was here before. */
  readonly id: string;
  readonly state: BackplaneState;
  want(pattern: string): void;
  unwant(pattern: string): void;
  /** Resolves once it is carried. Rejects with `XN_NOT_PUBLISHED` when it is known that it will not be. */
  publish(message: Omit<Delivery, keyof Place>): Promise<Place>;
  /** Says that somebody is present in a topic, until it leaves or the node is gone. */
  join(topic: string, member: Member): void;
  leave(topic: string, member: Member): void;
  /** Who is present in a topic, on all nodes, in the order in which they have come. */
  members(topic: string): Promise<readonly Member[]>;
  /** Lets go of everything: nothing is told any more, and its members are gone. */
  close(): void;
}

/** A backplane. `memoryBackplane()` is the one within a process. */
export interface Backplane {
  /** Such as `memory`; for people. */
  readonly name: string;
  attach(listener: BackplaneListener): BackplaneNode;
}

function isBackplane(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false;
  try {
    return typeof (value as { readonly attach?: unknown }).attach === 'function';
  } catch {
    // It objects to being looked at.
    return false;
  }
}

/** What is wrong with what was given as a backplane, or undefined. */
export function checkBackplane(value: unknown): XstateNetError | undefined {
  if (value === undefined || isBackplane(value)) return undefined;
  return new XstateNetError(
    'XN_BAD_OPTION',
    `backplane is ${shown(value)}; give one that was made, such as memoryBackplane() of xstate-net/backplane`,
  );
}
