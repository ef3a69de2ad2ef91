import fc from 'fast-check';
import type { AnyMachineSnapshot, AnyStateMachine } from 'xstate';
import { compileUnchecked } from '../../../actors/compiled/compile';
import { type Build, difference, type MakeLogic, observe, type Setting } from './bothWays';
import { buildMachine } from './buildMachine';
import { explainEvent, explainStart } from './explained';
import { directly, inTurns, interpreted } from './logics';
import { machineSpec, script } from './randomMachine';

const RUNS = 400;

function expectTheSame(setting: Setting, makeLogic: MakeLogic, reference = setting): void {
  fc.assert(
    fc.property(machineSpec, script, (spec, steps) => {
      const build: Build = (world) => ({ machine: buildMachine(spec, world), input: 1 });
      const expected = observe(build, steps, reference, interpreted);
      expect(difference(expected, observe(build, steps, setting, makeLogic))).toBe('none');
    }),
    { numRuns: RUNS },
  );
}

describe('a compiled machine does exactly what the interpreted one does', () => {
  it.each<[string, Setting]>([
    ['on its own', { as: 'root', inspected: false }],
    ['on its own, with every inspection record', { as: 'root', inspected: true }],
    ['as a child', { as: 'child', inspected: false }],
    ['as a child, with every inspection record', { as: 'child', inspected: true }],
  ])('%s', (_where, setting) => {
    expectTheSame(setting, compileUnchecked);
  });

  it.each([false, true])('as a light child, inspected: %s', (inspected) => {
    const setting = { as: 'lightChild', inspected } as const;
    expectTheSame(setting, compileUnchecked, { as: 'child', inspected });
  });

  it.each<[Setting['as'], boolean]>([
    ['root', false],
    ['root', true],
    ['child', false],
    ['child', true],
  ])('taking events directly, as: %s, inspected: %s', (as, inspected) => {
    expectTheSame({ as, inspected }, directly(compileUnchecked));
    expectTheSame({ as, inspected }, directly(interpreted));
  });

  it('when events are interpreted in between', () => {
    expectTheSame({ as: 'root', inspected: true }, inTurns(compileUnchecked));
    expectTheSame({ as: 'root', inspected: false }, inTurns(compileUnchecked));
  });
});

describe('the random charts', () => {
  const counts: Record<string, number> = {};
  const count = (what: string) => {
    counts[what] = (counts[what] ?? 0) + 1;
  };

  beforeAll(() => {
    const samples = fc.sample(fc.tuple(machineSpec, script), { numRuns: 1_000, seed: 1 });
    for (const [spec, steps] of samples) {
      observe(
        (world) => ({ machine: buildMachine(spec, world), input: 1 }),
        steps,
        { as: 'child', inspected: false },
        watched,
      );
    }
  });

  /** Counts how events are handled, and what became of those that were handled directly. */
  const watched: MakeLogic = (machine) => {
    const compiled = compileUnchecked(machine);
    count(`start ${explainStart(compiled)}`);
    return Object.assign(Object.create(compiled) as AnyStateMachine, {
      transition(snapshot: AnyMachineSnapshot, event: { type: string }, scope: never) {
        const how = explainEvent(compiled, snapshot, event.type);
        count(how);
        const next: AnyMachineSnapshot = compiled.transition(snapshot, event as never, scope);
        if (how !== 'direct') return next;
        if (next.status === 'done') count('directly done');
        else if (next.value !== snapshot.value) count('directly moved');
        else count(next === snapshot ? 'directly kept' : 'directly assigned');
        return next;
      },
    });
  };

  it.each([
    ['direct', 500],
    ['directly done', 5],
    ['directly moved', 50],
    ['directly assigned', 50],
    ['directly kept', 200],
    ['start direct', 50],
  ])('are handled often enough as: %s', (how, times) => {
    expect(counts[how]).toBeGreaterThan(times);
  });

  it('leave nothing to the interpreter', () => {
    const interpreted = Object.keys(counts).filter((how) => !/direct/.test(how));
    expect(interpreted.filter((how) => how !== 'reserved-event' && how !== 'not-active')).toEqual(
      [],
    );
  });
});
