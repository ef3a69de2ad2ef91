/** States and ends by a sign and a tone, because colour alone tells nothing to many. */

export type Tone = 'good' | 'calm' | 'warn' | 'bad';

export interface Sign {
  readonly icon: string;
  readonly tone: Tone;
}

/** The first that is found in the words wins. */
const STATES: readonly (readonly [string, Sign])[] = [
  ['aborting', { icon: '✕', tone: 'bad' }],
  ['closing', { icon: '◐', tone: 'calm' }],
  ['shutdown', { icon: '○', tone: 'calm' }],
  ['blocked', { icon: '▲', tone: 'warn' }],
  ['paused', { icon: '❚❚', tone: 'warn' }],
  ['suspended', { icon: '❚❚', tone: 'warn' }],
  ['full', { icon: '▲', tone: 'warn' }],
  ['securing', { icon: '◇', tone: 'calm' }],
  ['ended', { icon: '◑', tone: 'calm' }],
];

/** The sign of a state in words, such as `connected: flowing, ready`. */
export function signOfState(words: string): Sign {
  const found = STATES.find(([word]) => words.includes(word));
  return found === undefined ? { icon: '●', tone: 'good' } : found[1];
}

const ORDERLY: ReadonlySet<string> = new Set(['finished', 'peerClosed']);

/** The sign of how a connection died. */
export function signOfDeath(howDied: string): Sign {
  if (ORDERLY.has(howDied)) return { icon: '✓', tone: 'good' };
  return howDied.endsWith('Timeout') ? { icon: '◷', tone: 'warn' } : { icon: '✕', tone: 'bad' };
}
