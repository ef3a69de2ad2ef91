import type { EventObject } from 'xstate';

/**
 * What somebody wants to be said to the peer.
 *
 * - `inbox`: without a protocol: bytes or text, or a message of the codec.
 * - `say`: an event for the protocol's handler; with `question`, one that waits for an answer.
 */
export type ClientSaid =
  | { readonly type: 'inbox'; readonly data: unknown }
  | { readonly type: 'say'; readonly event: EventObject; readonly question?: number };

/** A message, and all that were held before it. */
interface Link {
  readonly said: ClientSaid;
  readonly before: Link | undefined;
}

/** Most that is held. */
export interface HeldLimits {
  readonly heldMessages: number;
  readonly heldLimit: number;
}

/** How many bytes of memory are known to be in it; of what is neither bytes nor text nothing is known. */
export function bytesIn(said: ClientSaid): number {
  if (said.type !== 'inbox') return 0;
  const { data } = said;
  if (typeof data === 'string') return data.length;
  return ArrayBuffer.isView(data) ? data.byteLength : 0;
}

/**
 * What was said while there was no connection, for the next one. Holding one more message makes a new value
 * without copying the old one, so that the thousandth costs as much as the first.
 */
export class Outgoing {
  static readonly nothing = new Outgoing(0, 0, undefined);

  private constructor(
    readonly messages: number,
    readonly bytes: number,
    private readonly newest: Link | undefined,
  ) {}

  hasRoomFor(said: ClientSaid, { heldMessages, heldLimit }: HeldLimits): boolean {
    return this.messages < heldMessages && this.bytes + bytesIn(said) <= heldLimit;
  }

  with(said: ClientSaid): Outgoing {
    const link = { said, before: this.newest };
    return new Outgoing(this.messages + 1, this.bytes + bytesIn(said), link);
  }

  /** All of it, oldest first. */
  all(): ClientSaid[] {
    const found: ClientSaid[] = [];
    for (let link = this.newest; link !== undefined; link = link.before) found.push(link.said);
    return found.reverse();
  }

  /** Shown by inspectors and `JSON.stringify`: how much, not what. */
  toJSON(): { messages: number; bytes: number } {
    return { messages: this.messages, bytes: this.bytes };
  }
}
