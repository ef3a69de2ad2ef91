import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { readFixture } from '../../simulation/fixture';
import { runPlan } from '../../simulation/run/runPlan';

const FOLDER = join(__dirname, 'fixtures');

const fixtures = readdirSync(FOLDER)
  .filter((name) => name.endsWith('.json'))
  .map((name) => ({ name, ...readFixture(join(FOLDER, name)) }));

describe('a plan that once failed', () => {
  it.each(fixtures)('is all right now: $name ($found)', ({ plan }) => {
    expect(runPlan(plan).violations).toEqual([]);
  });
});
