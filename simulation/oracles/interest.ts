/** What the selector is said to know of a socket. */
export interface Interest {
  readonly reader: boolean;
  readonly writer: boolean;
}

/** How a connection stands, by what its CSA was told. */
export interface Standing {
  readonly phase: 'connected' | 'finishing' | 'aborting' | 'shutdown';
  /** Reading rests because what is said waits, or because the handler wants it to. */
  readonly receiving: 'flowing' | 'held' | 'paused' | 'heldAndPaused' | 'ended';
  /** `blocked`: what is said waits until what was said before has left. */
  readonly sending: 'ready' | 'blocked' | 'ended';
}

/** Of a connection that has just come: its first bytes are wanted. */
export const FIRST_INTEREST: Interest = { reader: true, writer: false };

const NONE: Interest = { reader: false, writer: false };

/**
 * What the selector has to know from now on: a reader reads, a writer waits for room. What has ended, and
 * what is only waited for until it is gone, stays as it was.
 */
export function interestAfter(before: Interest, standing: Standing): Interest {
  const { phase, receiving, sending } = standing;
  switch (phase) {
    case 'connected':
      return {
        reader: receiving === 'ended' ? before.reader : receiving === 'flowing',
        writer: sending === 'blocked',
      };
    case 'finishing':
      return { reader: receiving === 'ended' ? before.reader : true, writer: before.writer };
    case 'aborting':
      return before;
    case 'shutdown':
      return NONE;
  }
}

/** What of the selector's knowledge is wrong; undefined if nothing is. */
export function wrongInterest(expected: Interest, seen: Interest): string | undefined {
  for (const kind of ['reader', 'writer'] as const) {
    if (expected[kind] === seen[kind]) continue;
    return seen[kind] ? `is a ${kind}, and should not be` : `is no ${kind}, and should be`;
  }
  return undefined;
}
