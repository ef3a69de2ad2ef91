import Ajv from 'ajv';
import fc from 'fast-check';
import { simulatedNetwork } from '../../../actors/transport/simulated/simulatedNetwork';
import { scriptSchema } from '../../../testing';
import { checkScript, checkStep } from '../../../testing/script/structure';

const acceptsSchema = new Ajv({ formats: { regex: true } }).compile(scriptSchema());

const value = fc.oneof(
  fc.constantFrom(0, 1, 0.5, -1, 2 ** 31 - 1, 2 ** 31, Number.MAX_SAFE_INTEGER, 2 ** 53, 1e300),
  fc.double({ noNaN: true, noDefaultInfinity: true }),
  fc.constantFrom(true, false, null, 'yes', '', [], {}),
  fc.integer({ min: -2, max: 70_000 }),
);
const FAULTS = ['split', 'jitter', 'clog', 'reset', 'vanish', 'refuse', 'hang', 'acceptAborted'];
const fault = fc.oneof(
  fc
    .tuple(fc.constantFrom(...FAULTS, 'outOfDescriptors', 'addressInUse', 'loss'), value)
    .map(([name, given]) => ({ [name]: given })),
  fc
    .record({ chance: value, milliseconds: value, other: value }, { requiredKeys: [] })
    .map((clockJump) => ({ clockJump })),
  value.map((clockJump) => ({ clockJump })),
);
const setting = fc.oneof(
  fc
    .tuple(fc.constantFrom('latency', 'rate', 'receiveBuffer', 'sendBuffer', 'latncy'), value)
    .map(([name, given]) => ({ [name]: given })),
  fault.map((faults) => ({ faults })),
);

/** Whether there can be such a network. */
function canBe(options: object): boolean {
  try {
    simulatedNetwork(options);
    return true;
  } catch {
    return false;
  }
}

describe('what a script says of its network', () => {
  it('is right to the script, to its schema and to the network alike', () => {
    fc.assert(
      fc.property(setting, (simulation) => {
        const right = canBe(simulation);
        const script = { simulation, steps: [] };
        expect([simulation, checkScript(script) === undefined]).toEqual([simulation, right]);
        expect([simulation, acceptsSchema(script)]).toEqual([simulation, right]);
      }),
      { numRuns: 2_000 },
    );
  });

  it('is right in the middle of it if it is right from the start', () => {
    fc.assert(
      fc.property(fault, (faults) => {
        const step = { do: 'faults', faults };
        expect(checkStep(step) === undefined).toBe(canBe({ faults }));
      }),
    );
  });
});
