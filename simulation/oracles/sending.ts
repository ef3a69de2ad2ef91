/** What is unsent of a connection that is blocked. */
export interface Unsent {
  /** Bytes that the stream holds, counting each write whole. */
  readonly held: number;
  /** Bytes that the system has not taken. */
  readonly unsent: number;
  /** Bytes that were said since sending was blocked. */
  readonly piledUp: number;
  /** What blocked it was by itself more than the limit: that is let through once. */
  readonly isLarge: boolean;
}

/** Whether so much is more than the limit allows, to the byte. */
export function overflows({ held, unsent, piledUp, isLarge }: Unsent, limit: number): boolean {
  if (held <= limit) return false;
  return (isLarge ? Math.min(unsent, piledUp) : unsent) > limit;
}

/** Whether sending is blocked from the mark on, and only then; undefined if so. */
export function wrongBlocking(isBlocked: boolean, held: number, mark: number): string | undefined {
  if (isBlocked === held >= mark) return undefined;
  return `is ${isBlocked ? '' : 'not '}blocked with ${held} bytes held, mark ${mark}`;
}
