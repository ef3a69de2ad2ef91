import { type Held, heldLength, hold, joined, NO_BYTES } from './held';

/** What is known of a piece that has not ended yet. */
export interface Pieces {
  readonly held: Held | undefined;
  /** The last bytes, in which the delimiter may have begun; always shorter than it. */
  readonly carry: Uint8Array;
}

export const NO_PIECES: Pieces = { held: undefined, carry: NO_BYTES };

/** Bytes cut at a delimiter. */
export interface Split {
  readonly pieces: Pieces;
  /** What ended with a delimiter, without it. */
  readonly ended: readonly Uint8Array[];
}

/** Where the delimiter begins, from an index on; -1 where it does not. */
function find(bytes: Uint8Array, delimiter: Uint8Array, from: number): number {
  const [first = 0] = delimiter;
  let at = bytes.indexOf(first, from);
  while (at >= 0 && !matches(bytes, delimiter, at)) at = bytes.indexOf(first, at + 1);
  return at;
}

function matches(bytes: Uint8Array, delimiter: Uint8Array, at: number): boolean {
  for (let i = 1; i < delimiter.length; i++) if (bytes[at + i] !== delimiter[i]) return false;
  return true;
}

/** Cuts what has arrived at each delimiter, which may itself be cut anywhere. */
export function split(pieces: Pieces, bytes: Uint8Array, delimiter: Uint8Array): Split {
  const { held, carry } = pieces;
  const all = carry.length === 0 ? bytes : concatenated(carry, bytes);
  const ended: Uint8Array[] = [];
  let from = 0;
  for (let at = find(all, delimiter, 0); at >= 0; at = find(all, delimiter, from)) {
    ended.push(from === 0 ? joined(held, all.subarray(0, at)) : all.subarray(from, at));
    from = at + delimiter.length;
  }
  return {
    pieces: rest(ended.length === 0 ? held : undefined, all, from, delimiter.length),
    ended,
  };
}

/** What no delimiter has ended yet. */
export function rest(
  held: Held | undefined,
  bytes: Uint8Array,
  from: number,
  delimiterLength: number,
): Pieces {
  const certain = Math.max(from, bytes.length - (delimiterLength - 1));
  return {
    held: hold(held, bytes.subarray(from, certain)),
    carry: certain < bytes.length ? bytes.slice(certain) : NO_BYTES,
  };
}

/** All that no delimiter has ended, in one. */
export const unended = ({ held, carry }: Pieces): Uint8Array => joined(held, carry);

/** How long what has not ended is at least. */
export const unendedLength = ({ held }: Pieces): number => heldLength(held);

function concatenated(first: Uint8Array, second: Uint8Array): Uint8Array {
  const whole = new Uint8Array(first.length + second.length);
  whole.set(first);
  whole.set(second, first.length);
  return whole;
}
