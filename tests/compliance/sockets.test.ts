import { leaveNothingBehind } from '../support/afterwards';
import { ALL_NETWORKS } from './networks';
import type { Scenario } from './scenario';
import { BLOCKING } from './scenarios/blocking';
import { CLOSING } from './scenarios/closing';
import { DESTROYING } from './scenarios/destroying';
import { RESETTING } from './scenarios/resetting';
import { Stage } from './stage';

leaveNothingBehind();

/**
 * One suite for every network: what Node 20 shows on the real ones is what is expected of the simulated
 * ones, event by event.
 */
function complies(scenarios: readonly Scenario[]): void {
  describe.each(ALL_NETWORKS)('on %s', (name, make) => {
    const isUnix = make().isUnix;
    const playable = scenarios.filter(
      ({ unix, simulatedOnly }) =>
        (!isUnix || unix !== false) && (!simulatedOnly || name.includes('simulated')),
    );
    it.each(playable.map((scenario) => [scenario.name, scenario] as const))(
      'a socket %s',
      async (_name, scenario) => {
        const stage = await Stage.set(make());
        await scenario.play(stage);
        await stage.network.quiet();
        const different = isUnix ? scenario.unix : undefined;
        expect({
          server: stage.server.trace.entries,
          client: stage.client.trace.entries,
        }).toEqual({ server: scenario.server, client: scenario.client, ...different });
      },
    );
  });
}

describe('closing', () => complies(CLOSING));
describe('destroying', () => complies(DESTROYING));
describe('resetting', () => complies(RESETTING));
describe('blocking', () => complies(BLOCKING));
