import type { Dice } from './dice';
import type { ServerPlan, Step } from './plan';

/** Milliseconds before anybody has come. */
const EARLY = 0;

/** What reaches a limit to the byte: one below it, at it, one above. */
export function generateEdges(dice: Dice, { kind, options }: ServerPlan): Step[] {
  const { heldLimit } = options;
  if (kind !== 'singleServer' || heldLimit === undefined || !dice.chance(0.5)) return [];
  const first = dice.between(0, heldLimit);
  const sizes = [first, heldLimit - first + dice.between(-1, 1)];
  return sizes
    .filter((bytes) => bytes > 0)
    .map((bytes) => ({ at: EARLY, do: 'push', bytes }) as const);
}
