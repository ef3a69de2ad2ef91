/**
 * A token bucket: so many a second, and after a second of quiet so many at once. Each step makes a new
 * one, or takes nothing.
 */
export interface Bucket {
  readonly tokens: number;
  /** When there were so many, in milliseconds. */
  readonly at: number;
}

const SECOND = 1_000;

/** What is in a bucket now. A clock that was set back adds nothing. */
const filled = ({ tokens, at }: Bucket, perSecond: number, now: number): number =>
  Math.min(perSecond, tokens + (Math.max(0, now - at) * perSecond) / SECOND);

/** The bucket with one token less; undefined if there is none to take. One that was never used is full. */
export function take(
  bucket: Bucket | undefined,
  perSecond: number,
  now: number,
): Bucket | undefined {
  const tokens = bucket === undefined ? perSecond : filled(bucket, perSecond, now);
  return tokens < 1 ? undefined : { tokens: tokens - 1, at: now };
}

/** Whether a bucket is as good as one that was never used. */
export const isFull = ({ at }: Bucket, now: number): boolean => now - at >= SECOND;
