/** What the selector is said to know of a socket. */
export interface Interest {
  readonly reader: boolean;
  readonly writer: boolean;
}

/** How a connection stands, by what its CSA was told. */
export interface Standing {
  readonly phase: 'connected' | 'finishing' | 'aborting' | 'shutdown';
  readonly receivingEnded: boolean;
  readonly sendingEnded: boolean;
  /** Unsent bytes have reached the mark. */
  readonly isHeld: boolean;
  readonly isPaused: boolean;
}

/** What the selector has to know, where that is certain: a reader reads, a writer waits for room. */
export function interestOf(standing: Standing): Partial<Interest> {
  const { phase, receivingEnded, sendingEnded, isHeld, isPaused } = standing;
  if (phase === 'shutdown') return { reader: false, writer: false };
  const reader = phase === 'finishing' || !(isHeld || isPaused);
  return {
    ...(!receivingEnded && phase !== 'aborting' && { reader }),
    ...(phase === 'connected' && { writer: isHeld && !sendingEnded }),
  };
}

/** What of the selector's knowledge is wrong; undefined if nothing is. */
export function wrongInterest(expected: Partial<Interest>, seen: Interest): string | undefined {
  for (const kind of ['reader', 'writer'] as const) {
    if (expected[kind] === undefined || expected[kind] === seen[kind]) continue;
    return seen[kind] ? `is a ${kind}, and should not be` : `is no ${kind}, and should be`;
  }
  return undefined;
}
