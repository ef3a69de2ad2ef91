import type { XstateNetError } from '../kit/errors';
import { badFrame, excerpt } from './badFrame';
import type { Decoded } from './codec';
import { type Held, heldLength, hold, joined, NO_BYTES } from './held';

/** What stands at a place in a stream whose messages say how long they are. */
export type Found =
  /** A whole frame, and where its message is in it. */
  | { readonly start: number; readonly end: number; readonly next: number }
  /** So many bytes are needed, from that place on, before anything can be said. */
  | { readonly needed: number }
  | { readonly error: XstateNetError };

export type FindFrame = (bytes: Uint8Array, at: number) => Found;

/** A frame that is not complete yet. */
export interface Begun {
  readonly held: Held | undefined;
  /** How many bytes have to be there before it is worth looking again. */
  readonly needed: number;
}

export const NOT_BEGUN: Begun = { held: undefined, needed: 1 };

/** Takes frames out of a stream. What has arrived is put together only when it completes something. */
export function decodeSized(
  find: FindFrame,
  begun: Begun,
  bytes: Uint8Array,
): Decoded<Uint8Array, Begun> {
  if (heldLength(begun.held) + bytes.length < begun.needed) {
    return { state: { held: hold(begun.held, bytes), needed: begun.needed }, messages: [] };
  }
  const all = joined(begun.held, bytes);
  const messages: Uint8Array[] = [];
  let at = 0;
  while (at < all.length) {
    const found = find(all, at);
    if ('error' in found) return { state: NOT_BEGUN, messages, error: found.error };
    if ('needed' in found) {
      return {
        state: { held: hold(undefined, all.subarray(at)), needed: found.needed },
        messages,
      };
    }
    messages.push(all.subarray(found.start, found.end));
    at = found.next;
  }
  return { state: NOT_BEGUN, messages };
}

/** The end of a stream: a frame that has begun will never be whole. */
export function endSized(codec: string, { held, needed }: Begun): Decoded<Uint8Array, Begun> {
  if (held === undefined) return { state: NOT_BEGUN, messages: [] };
  const begins = joined(held, NO_BYTES);
  return {
    state: NOT_BEGUN,
    messages: [],
    error: badFrame(
      codec,
      `the peer finished in the middle of a message: ${held.length} of at least ${needed} bytes had arrived, ${excerpt(begins)}`,
    ),
  };
}
