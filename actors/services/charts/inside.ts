import type { ChartState } from './chart';
import { labelOf } from './links';

/** Longer lines are cut: a name tells enough, and a picture as wide as a sentence tells nothing. */
const LONGEST = 64;

/** In place of what is in a state that a chart cannot come to be in. */
export const NEVER = 'never entered';

/** A line in the box of a state. */
export interface InsideLine {
  readonly text: string;
  /** Which of the state's transitions it tells of, if of one. */
  readonly transition?: number;
}

const cut = (line: string) => (line.length > LONGEST ? `${line.slice(0, LONGEST - 1)}…` : line);

/** What a state does without being left, a line each: on entry and exit, by its children, on events. */
export function linesInside(state: ChartState): InsideLine[] {
  const { entry, exit, invokes, transitions, isUnreachable } = state;
  const doings = [
    ...(isUnreachable ? [NEVER] : []),
    ...(entry.length > 0 ? [`entry / ${entry.join(', ')}`] : []),
    ...(exit.length > 0 ? [`exit / ${exit.join(', ')}`] : []),
    ...invokes.map((id) => `invoke ${id}`),
  ];
  const acts = transitions.flatMap((transition, index) => {
    if (transition.targets.length > 0) return [];
    const does = transition.actions.join(', ') || 'ignored';
    return [{ text: cut(`${labelOf(transition)} / ${does}`), transition: index }];
  });
  return [...doings.map((text) => ({ text: cut(text) })), ...acts];
}
