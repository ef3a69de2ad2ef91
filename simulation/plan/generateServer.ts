import type { ServerOptions } from '../../machines/options/serverOptions';
import { PROTOCOL_GROUPS, protocolNamed } from '../protocols';
import type { Dice } from './dice';
import type { ServerPlan } from './plan';

/** Where servers listen, unless they choose for themselves. */
export const PORT = 1601;

/** A random server. Its limits are small, so that a few clients reach them. */
export function generateServer(dice: Dice): ServerPlan {
  const kind = dice.weighted({ serverCore: 50, simpleServer: 20, singleServer: 16, tcpServer: 14 });
  const options = generateOptions(dice);
  if (kind === 'tcpServer') return { kind, protocol: 'echo', options: withoutPort(dice, options) };
  if (kind === 'singleServer') {
    const { halfOpen: _, maxConnections: __, ...rest } = options;
    return { kind, protocol: 'echo', options: { ...rest, ...heldLimit(dice) } };
  }
  return { kind, protocol: generateProtocol(dice, kind === 'simpleServer'), options };
}

function generateProtocol(dice: Dice, simple: boolean): string {
  for (;;) {
    const group = dice.weighted({ shipped: 36, obedient: 25, framed: 17, unruly: 22 });
    const name = dice.one(PROTOCOL_GROUPS[group]);
    if (!simple || protocolNamed(name).simple === true) return name;
  }
}

function generateOptions(dice: Dice): ServerOptions {
  const highWaterMark = dice.one([256, 1_000, 4_096, 65_536]);
  const shutdownTimeout = dice.one([60, 250, 1_000]);
  return {
    port: PORT,
    highWaterMark,
    shutdownTimeout,
    ...(dice.chance(0.4) && { idleTimeout: dice.one([40, 150, 500]) }),
    ...(dice.chance(0.6) && { lingerTimeout: dice.one([20, 100, 300]) }),
    ...(dice.chance(0.25) && { maxConnections: dice.between(1, 4) }),
    ...(dice.chance(0.25) && { halfOpen: false }),
    ...(dice.chance(0.3) && { outboxLimit: highWaterMark * dice.one([1, 2, 8]) }),
    ...(dice.chance(0.1) && { keepAlive: true, keepAliveInitialDelay: 1_000 }),
  };
}

function withoutPort(dice: Dice, options: ServerOptions): ServerOptions {
  if (dice.chance(0.5)) return options;
  const { port: _, ...rest } = options;
  return { ...rest, minrange: 2_000, maxrange: 2_003, maxtries: dice.between(1, 4) };
}

function heldLimit(dice: Dice): { readonly heldLimit?: number } {
  return dice.chance(0.5) ? { heldLimit: dice.one([0, 100, 2_000]) } : {};
}
