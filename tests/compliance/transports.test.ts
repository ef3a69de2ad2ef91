import { transportCompliance } from '../../testing/compliance/transportCompliance';
import { leaveNothingBehind } from '../support/afterwards';
import { ALL_NETWORKS } from './networks';

leaveNothingBehind();

/**
 * One suite for every network: what Node shows on the real ones is what is expected of the simulated
 * ones, event by event.
 */
describe.each(ALL_NETWORKS)('on %s', (_, make) => {
  const cases = transportCompliance(make);
  const groups = [...new Set(cases.map(({ group }) => group))];

  describe.each(groups)('%s:', (group) => {
    const ofGroup = cases.filter((one) => one.group === group);
    it.each(ofGroup.map(({ name, run }) => [name, run] as const))('%s', async (_name, run) => {
      await expect(run()).resolves.toBeUndefined();
    });
  });
});
