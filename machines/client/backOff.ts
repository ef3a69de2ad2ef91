/** When a client tries again, and when it gives up: decisions without clocks and dice. */

/** What of a client's options says so. */
export interface BackOff {
  readonly backOffBase: number;
  readonly backOffCap: number;
  readonly maxAttempts: number | undefined;
  readonly giveUpAfter: number | undefined;
  readonly resetAfter: number;
}

/** How things stand: attempts in a row that came to nothing, and when that began. */
export interface Trouble {
  readonly attempts: number;
  /** By the transport's clock; undefined while there is none. */
  readonly since: number | undefined;
}

export const NO_TROUBLE: Trouble = { attempts: 0, since: undefined };

/** One more attempt has come to nothing; it had begun at that time. */
export const oneMore = ({ attempts, since }: Trouble, began: number): Trouble => ({
  attempts: attempts + 1,
  since: since ?? began,
});

/** A connection was lost after so many milliseconds, at that time: one that lasted ends all trouble. */
export const afterConnection = (
  trouble: Trouble,
  { duration, connectedAt }: { readonly duration: number; readonly connectedAt: number },
  { resetAfter }: BackOff,
): Trouble => (duration >= resetAfter ? NO_TROUBLE : oneMore(trouble, connectedAt));

/** Whether all that may be tried was tried. */
export function isHopeless(
  { attempts, since }: Trouble,
  { maxAttempts, giveUpAfter }: BackOff,
  now: number,
): boolean {
  if (maxAttempts !== undefined && attempts >= maxAttempts) return true;
  return giveUpAfter !== undefined && since !== undefined && now - since >= giveUpAfter;
}

/**
 * Milliseconds until the next attempt: full jitter, from 0 to a bound that doubles with each attempt up to the
 * cap. `chance` is from 0 up to but not including 1. The last attempt is not later than the time in which to
 * give up.
 *
 * Source: M. Brooker, "Exponential Backoff And Jitter", AWS Architecture Blog, 2015.
 */
export function backOffDelay(
  { attempts, since }: Trouble,
  { backOffBase, backOffCap, giveUpAfter }: BackOff,
  { chance, now }: { readonly chance: number; readonly now: number },
): number {
  const bound = Math.min(backOffCap, backOffBase * 2 ** Math.max(0, attempts - 1));
  const delay = Math.floor(chance * bound);
  if (giveUpAfter === undefined || since === undefined) return delay;
  return Math.max(0, Math.min(delay, since + giveUpAfter - now));
}
