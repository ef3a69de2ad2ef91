/**
 * Bytes of a message that is not complete yet: a list from the newest piece back to the oldest, so that
 * adding one costs the same however many there are, and no list is ever changed.
 */
export interface Held {
  readonly bytes: Uint8Array;
  readonly before: Held | undefined;
  /** Of all pieces together. */
  readonly length: number;
}

export const NO_BYTES = new Uint8Array(0);

/** How much of a buffer a piece has to be, to keep the whole of it in memory. */
const WORTH_KEEPING = 1 / 2;

/** The pieces with one more. A small part of a large buffer is copied, so that it does not hold the rest. */
export function hold(held: Held | undefined, bytes: Uint8Array): Held | undefined {
  if (bytes.length === 0) return held;
  const own = bytes.length < bytes.buffer.byteLength * WORTH_KEEPING ? bytes.slice() : bytes;
  return { bytes: own, before: held, length: heldLength(held) + own.length };
}

export const heldLength = (held: Held | undefined): number => held?.length ?? 0;

/** All pieces and what follows them, in one. */
export function joined(held: Held | undefined, last: Uint8Array): Uint8Array {
  if (held === undefined) return last;
  const whole = new Uint8Array(held.length + last.length);
  whole.set(last, held.length);
  let end = held.length;
  for (let piece: Held | undefined = held; piece !== undefined; piece = piece.before) {
    end -= piece.bytes.length;
    whole.set(piece.bytes, end);
  }
  return whole;
}
