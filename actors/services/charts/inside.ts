import type { ChartState } from './chart';
import { labelOf } from './links';

/** Longer lines are cut: a name tells enough, and a picture as wide as a sentence tells nothing. */
const LONGEST = 64;

const cut = (line: string) => (line.length > LONGEST ? `${line.slice(0, LONGEST - 1)}…` : line);

/** What a state does without being left, a line each: on entry and exit, by its children, on events. */
export function linesInside({ entry, exit, invokes, transitions }: ChartState): string[] {
  const acts = transitions
    .filter(({ targets }) => targets.length === 0)
    .map((transition) => `${labelOf(transition)} / ${transition.actions.join(', ') || 'ignored'}`);
  return [
    ...(entry.length > 0 ? [`entry / ${entry.join(', ')}`] : []),
    ...(exit.length > 0 ? [`exit / ${exit.join(', ')}`] : []),
    ...invokes.map((id) => `invoke ${id}`),
    ...acts,
  ].map(cut);
}
