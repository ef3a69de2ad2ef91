import type { Dice } from './dice';
import { PORT } from './generateServer';
import type { ServerPlan, Step } from './plan';

/** Some bare servers are none: an app that listens by itself, and adopts what has come. */
export function asAdopter(dice: Dice, server: ServerPlan): ServerPlan {
  if (server.kind !== 'tcpServer' || !dice.chance(0.45)) return server;
  const { host, highWaterMark, outboxLimit, halfOpen, idleTimeout, readTimeout, shutdownTimeout } =
    server.options;
  const given = { host, highWaterMark, outboxLimit, halfOpen, idleTimeout, readTimeout };
  const { lingerTimeout = dice.one([20, 100, 300]) } = server.options;
  const options = Object.entries({ ...given, port: PORT, shutdownTimeout, lingerTimeout });
  return {
    kind: 'adopter',
    protocol: server.protocol,
    options: Object.fromEntries(options.filter(([, value]) => value !== undefined)),
    ...(dice.chance(0.5) && { adoptsAfter: dice.one([[0, 3], [0, -1, 12], [25], [0, 0, -1]]) }),
  };
}

/** Whether a server of that kind can be told that. */
export function isFor({ kind }: ServerPlan, step: Step): boolean {
  if (kind !== 'adopter') return true;
  if (step.do === 'limits') return false;
  // It says that one is connected before that one's adapter has begun, and can be told to abort others alone.
  if (step.do === 'server' && step.command === 'abort' && step.when === 'connected') return false;
  return step.do !== 'server' || !['suspend', 'refuse', 'resume'].includes(step.command);
}

/** What an adapter alone is sent by mistake. */
export function misleading(dice: Dice, { kind }: ServerPlan): Step[] {
  if (kind !== 'adopter' || !dice.chance(0.4)) return [];
  return [{ at: dice.between(0, 120), do: 'mislead' }];
}
