import { framedProtocols } from './framed';
import { hubProtocols } from './hub';
import { obedientProtocols } from './obedient';
import { shippedProtocols } from './shipped';
import type { SimulatedProtocol } from './simulatedProtocol';
import { unrulyProtocols } from './unruly';

/** Every protocol that is simulated, by the name that plans know it by. */
export const simulatedProtocols: Readonly<Record<string, SimulatedProtocol>> = {
  ...shippedProtocols,
  ...obedientProtocols,
  ...unrulyProtocols,
  ...framedProtocols,
  ...hubProtocols,
};

/** Those that get messages in place of bytes: few, so that they would seldom be drawn among the others. */
const FRAMED = ['crumbling', 'crumblingAndResting', 'choking-300', ...Object.keys(framedProtocols)];

/** Those that are drawn more often, because what they meet is seldom met. */
const SELDOM = ['heedlessLast', 'ofAllSizes', 'lastWordsInPieces'];

/** Those of a kind, for the generator. */
export const PROTOCOL_GROUPS = {
  shipped: Object.keys(shippedProtocols),
  obedient: [...Object.keys(obedientProtocols), ...SELDOM],
  framed: FRAMED,
  unruly: Object.keys(unrulyProtocols),
} as const;

/** The protocol of that name; throws for one that plans cannot know. */
export function protocolNamed(name: string): SimulatedProtocol {
  const found = simulatedProtocols[name];
  if (found === undefined) throw new Error(`No protocol "${name}" is simulated.`);
  return found;
}
