import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import Ajv from 'ajv';
import fc from 'fast-check';
import { scriptSchema } from '../../../testing';
import { checkScript, checkStep } from '../../../testing/script/structure';
import { arbitraryScript, arbitraryStep } from '../support/arbitraryScript';

const published = JSON.parse(
  readFileSync(join(__dirname, '../../../schemas/script.schema.json'), 'utf8'),
);

const accepts = new Ajv({ formats: { regex: true }, allErrors: false }).compile(published);

/** What the library itself says of the form of a script. */
function isWellFormed(script: unknown): boolean {
  if (checkScript(script) !== undefined) return false;
  return (script as { steps: unknown[] }).steps.every((step) => checkStep(step) === undefined);
}

/** Breaks a step a little, or leaves it as it is. */
const broken: fc.Arbitrary<(step: object) => unknown> = fc.oneof(
  fc.constant((step: object) => step),
  fc.constant((step: object) => ({ ...step, unknown: 1 })),
  fc
    .constantFrom('do', 'expect', 'client', 'text', 'hex', 'is', 'times', 'rest', 'length')
    .chain((key) =>
      fc
        .oneof(fc.jsonValue(), fc.constantFrom('', 'zz', 'send', 'bytes', -1, 1.5))
        .map((value) => (step: object) => ({ ...step, [key]: value })),
    ),
  fc.nat({ max: 5 }).map((index) => (step: object) => {
    const entries = Object.entries(step);
    return Object.fromEntries(entries.filter((_, at) => at !== index));
  }),
  fc.jsonValue().map((value) => () => value),
);

describe('the JSON Schema of scripts', () => {
  it('is published as it is made', () => {
    expect(published).toEqual(JSON.parse(JSON.stringify(scriptSchema())));
  });

  it('accepts every script that the library accepts', () => {
    fc.assert(
      fc.property(arbitraryScript, (script) => {
        const value = JSON.parse(JSON.stringify(script));
        expect(isWellFormed(value)).toBe(true);
        expect({ ok: accepts(value), errors: accepts.errors }).toMatchObject({ ok: true });
      }),
    );
  });

  it('agrees with the library about steps that are a little wrong', () => {
    fc.assert(
      fc.property(arbitraryStep, broken, (step, breaks) => {
        const script = { steps: [JSON.parse(JSON.stringify(breaks(step)) ?? 'null')] };
        expect({ script, ok: accepts(script) }).toEqual({ script, ok: isWellFormed(script) });
      }),
      { numRuns: 2000 },
    );
  });

  it.each([
    [{ steps: 'none' }],
    [{}],
    [null],
    [[]],
    [{ steps: [], seed: -1 }],
    [{ steps: [], server: { port: 7 } }],
    [{ steps: [], kind: 'httpServer' }],
    [{ steps: [], simulation: { faults: { split: 'yes' } } }],
    [{ steps: [{}] }],
    [{ steps: [{ do: 'send', expect: 'bytes', client: 'a', text: 'a' }] }],
    [{ steps: [{ do: 'send', client: 'a', text: '\ud800' }] }],
    [{ steps: [{ do: 'send', client: 'a', base64: 'a' }] }],
    [{ steps: [{ expect: 'bytes', client: 'a', pattern: 'a', flags: 'gg' }] }],
    [{ steps: [{ expect: 'bytes', client: 'a', text: 'a', flags: 'i' }] }],
    [{ steps: [{ expect: 'state', actor: 'server', is: {} }] }],
  ])('refuses %j, as the library does', (script) => {
    expect([accepts(script), isWellFormed(script)]).toEqual([false, false]);
  });
});
