import type { Dice } from './dice';
import type { ServerPlan, Step } from './plan';

/** The number of a client that no other part of a plan has. */
const LATECOMER = 99;

/** More bytes than all buffers on the way hold, so that an echo is blocked. */
const PLENTY = 120_000;

/** Milliseconds of slow reading between a drain's beginning and its deadline. */
const A_WHILE = 15;

/** What seldom comes together by chance. */
export function generateEdges(dice: Dice, server: ServerPlan): Step[] {
  return [...heldToTheByte(dice, server), ...drainedWhileBlocked(dice, server)];
}

/** What is held for a first client reaches its limit: one byte below it, at it, one above. */
function heldToTheByte(dice: Dice, { kind, options }: ServerPlan): Step[] {
  const { heldLimit } = options;
  if (kind !== 'singleServer' || heldLimit === undefined || !dice.chance(0.5)) return [];
  const first = dice.between(0, heldLimit);
  const sizes = [first, heldLimit - first + dice.between(-1, 1)];
  return sizes.filter((bytes) => bytes > 0).map((bytes) => ({ at: 0, do: 'push', bytes }) as const);
}

/** A client that does not read when the server is asked to drain, and reads again while there is time. */
function drainedWhileBlocked(dice: Dice, { kind, options }: ServerPlan): Step[] {
  if (kind === 'singleServer' || !dice.chance(0.12)) return [];
  const { idleTimeout = 0 } = options;
  const asked = idleTimeout === 0 ? 100 : Math.min(100, idleTimeout - 10);
  const client = LATECOMER;
  return [
    { at: 0, do: 'connect', client },
    { at: 0, do: 'pause', client },
    { at: 0, do: 'send', client, bytes: PLENTY },
    { at: asked, do: 'server', command: 'shutdown' },
    // Again and again, so that it is looked at again and again.
    ...[1, 2, 4, 8, 16].map(
      (times) => ({ at: asked + times * A_WHILE, do: 'resume', client }) as const,
    ),
  ];
}
