import type { LinkFaults, NetworkFaults } from '../../actors/transport/simulated/api';
import type { Dice } from './dice';

/** Faults of links; several at a time, each by its own chance. */
export function generateLinkFaults(dice: Dice): LinkFaults {
  return {
    ...(dice.chance(0.5) && { split: true }),
    ...(dice.chance(0.4) && { jitter: dice.one([0.5, 3, 20]) }),
    ...(dice.chance(0.25) && { clog: dice.one([0.05, 0.3]) }),
    ...(dice.chance(0.2) && { reset: dice.one([0.02, 0.1]) }),
    ...(dice.chance(0.12) && { vanish: dice.one([0.02, 0.1]) }),
  };
}

/** Faults of a whole network; more than half of the networks have none. */
export function generateFaults(dice: Dice): NetworkFaults {
  if (dice.chance(0.45)) return {};
  return {
    ...generateLinkFaults(dice),
    ...(dice.chance(0.08) && { refuse: 0.2 }),
    ...(dice.chance(0.08) && { hang: 0.2 }),
    ...(dice.chance(0.08) && { acceptAborted: 0.2 }),
    ...(dice.chance(0.08) && { outOfDescriptors: 0.2 }),
    ...(dice.chance(0.08) && { addressInUse: dice.one([0.1, 0.5]) }),
    ...(dice.chance(0.05) && { clockJump: { chance: 0.1, milliseconds: 100 } }),
  };
}
