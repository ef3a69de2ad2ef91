import type { ServerOptions } from '../../machines/options/serverOptions';
import { protocolNamed } from '../protocols';
import type { Dice } from './dice';
import type { ServerPlan, Step } from './plan';

/** Who may come or may not: lists that both addresses of clients are told apart by. */
const LISTS = [['127.0.0.1'], ['127.0.0.0/8'], ['::1'], ['::1/128']];

/** Where servers listen that are told where. */
const HOSTS = ['127.0.0.1', '0.0.0.0', '::', '::1'];

/** Limits that only some servers have, with dice of their own, so that other plans stay what they are. */
export function generateLimits(dice: Dice, { kind, protocol }: ServerPlan): ServerOptions {
  return {
    ...(dice.chance(0.2) && { host: dice.one(HOSTS) }),
    ...(dice.chance(0.15) && { readTimeout: dice.one([40, 120, 400]) }),
    // Whoever has one client needs none.
    ...(kind !== 'singleServer' &&
      dice.chance(0.1) && { maxConnectionsPerAddress: dice.between(1, 3) }),
    ...(dice.chance(0.08) && { acceptsPerSecond: dice.between(1, 8) }),
    ...(dice.chance(0.08) && { acceptsPerSecondPerAddress: dice.between(1, 4) }),
    ...(dice.chance(0.05) && { allow: dice.one(LISTS) }),
    ...(dice.chance(0.05) && { deny: dice.one(LISTS) }),
    ...(kind !== 'singleServer' &&
      protocolNamed(protocol).maySpeakSlowly === true &&
      dice.chance(0.4) && { messagesPerSecond: dice.one([40, 200]) }),
    // What is gathered behind a last answer is less than most limits.
    ...(protocol === 'heedlessLast' && {
      highWaterMark: 256,
      outboxLimit: dice.between(256, 1_500),
    }),
  };
}

/** Whether clients can choose by which family they come. */
export const hearsBothFamilies = ({ host = '::' }: ServerOptions): boolean => host === '::';

/** Limits that a server is given while it runs. */
export function generateNewLimits(dice: Dice, { kind, options }: ServerPlan): Step[] {
  if (!dice.chance(0.12)) return [];
  const { maxConnections } = options;
  const times = dice.between(1, 3);
  return Array.from(
    { length: times },
    (): Step => ({
      at: dice.between(0, 200),
      do: 'limits',
      limits: {
        ...(dice.chance(0.6) && { idleTimeout: dice.one([0, 40, 150]) }),
        ...(dice.chance(0.4) && { readTimeout: dice.one([0, 40, 150]) }),
        ...(dice.chance(0.4) && { lingerTimeout: dice.one([20, 200]) }),
        ...(kind !== 'singleServer' &&
          maxConnections !== undefined &&
          dice.chance(0.5) && { maxConnections: dice.between(1, 5) }),
        ...(kind !== 'singleServer' &&
          dice.chance(0.2) && { maxConnectionsPerAddress: dice.between(1, 3) }),
      },
    }),
  );
}

/** One client that breaks off as soon as it is there: it may be gone before anybody has accepted it. */
export function brokeOffEarly(dice: Dice, client: number): Step[] {
  if (!dice.chance(0.1)) return [];
  const at = dice.between(0, 60);
  return [
    { at, do: 'connect', client },
    { at, do: 'reset', client },
  ];
}
