import { XstateNetError } from '../kit/errors';

/** Option of every codec whose messages are not all of one length. */
export interface LengthLimit {
  /**
   * The longest message, in bytes, without what delimits it. It bounds what a peer that never completes
   * a message makes the server hold.
   */
  readonly maxLength?: number;
}

/** Longest line or delimited message by default: 64 KiB, what one read of a socket brings. */
export const DEFAULT_LINE_LIMIT = 65_536;

/** Longest message by default where its length is said in front of it: 1 MiB. */
export const DEFAULT_MESSAGE_LIMIT = 1_048_576;

/** Throws `XN_BAD_OPTION` unless the value is an integer in the range. */
export function checkedInteger(name: string, value: number, least: number, most: number): number {
  if (Number.isInteger(value) && value >= least && value <= most) return value;
  throw new XstateNetError(
    'XN_BAD_OPTION',
    `${name} is ${typeof value === 'number' ? value : `of type ${typeof value}`}; give it an integer from ${least} to ${most}`,
  );
}

/** A limit on the length of a message, checked. */
export const checkedLimit = (codec: string, value: number): number =>
  checkedInteger(`maxLength of ${codec}`, value, 1, 2 ** 31 - 1);
