import fc from 'fast-check';
import {
  type AnyActorScope,
  type AnyStateMachine,
  assign,
  createActor,
  createMachine,
  fromTransition,
} from 'xstate';
import { isCompiled } from '../../../actors/compiled/compile';
import { quicken } from '../../../actors/compiled/quicken';
import { type Build, difference, observe, type Setting } from './bothWays';
import { buildMachine } from './buildMachine';
import { interpreted } from './logics';
import { machineSpec, script } from './randomMachine';
import { watched } from './watched';

/** The same machine, whose actors are quickened at their start, or as they take their `after`th event. */
function quickenedLater(machine: AnyStateMachine, after: number): AnyStateMachine {
  const { getInitialSnapshot, transition } = machine;
  let taken = 0;
  const count = (scope: AnyActorScope) => {
    if (taken === after) scope.defer(() => quicken(scope.self));
    taken += 1;
  };
  return Object.assign(machine, {
    getInitialSnapshot(scope: AnyActorScope, input: unknown) {
      const snapshot = getInitialSnapshot.call(machine, scope, input);
      count(scope);
      return snapshot;
    },
    transition(snapshot: never, event: never, scope: AnyActorScope) {
      const next = transition.call(machine, snapshot, event, scope as never);
      count(scope);
      return next;
    },
  });
}

const counting = () =>
  createMachine({
    context: { n: 0 },
    on: {
      count: { actions: assign({ n: ({ context }) => context.n + 1 }) },
      twice: {
        actions: [
          ({ self }) => self.send({ type: 'count' }),
          ({ self }) => self.send({ type: 'count' }),
        ],
      },
    },
  });

describe('an actor that is quickened while it lives', () => {
  it.each<Setting>([
    { as: 'root', inspected: false },
    { as: 'root', inspected: true },
    { as: 'child', inspected: false },
  ])('does exactly what it would have done: %j', (setting) => {
    fc.assert(
      fc.property(machineSpec, script, fc.nat(4), (spec, steps, after) => {
        const build: Build = (world) => ({ machine: buildMachine(spec, world), input: 1 });
        const expected = observe(build, steps, setting, interpreted);
        const late = observe(build, steps, setting, (machine) => quickenedLater(machine, after));
        expect(difference(expected, late)).toBe('none');
      }),
      { numRuns: 200 },
    );
  });

  it('asks no interpreter any more, whether it was at rest or in the middle of an event', () => {
    for (const event of [undefined, { type: 'twice' }]) {
      const machine = counting();
      const actor = createActor(machine).start();
      const { interpreted: asked } = watched(machine);
      if (event === undefined) quicken(actor);
      else {
        const subscription = actor.subscribe(() => quicken(actor));
        actor.send(event);
        subscription.unsubscribe();
      }
      actor.send({ type: 'count' });
      const before = asked.length;
      for (let i = 0; i < 3; i++) actor.send({ type: 'count' });
      expect(asked.length).toBe(before);
      expect(actor.getSnapshot().context.n).toBe(event === undefined ? 4 : 6);
    }
  });

  it('is changed alone: its machine makes others as before', () => {
    const machine = counting();
    const actor = createActor(machine).start();
    quicken(actor);
    expect(isCompiled(actor.logic)).toBe(true);
    expect(actor.logic.config).toBe(machine.config);
    expect(createActor(machine).logic).toBe(machine);
  });

  it('stops as ever, before and after its next event', () => {
    for (const events of [0, 2]) {
      const actor = createActor(counting()).start();
      let completed = false;
      actor.subscribe({ complete: () => (completed = true) });
      quicken(actor);
      for (let i = 0; i < events; i++) actor.send({ type: 'count' });
      actor.stop();
      expect([completed, actor.getSnapshot().status]).toEqual([true, 'stopped']);
    }
  });

  it('is left alone if it is no chart', () => {
    const actor = createActor(fromTransition((n: number) => n + 1, 0)).start();
    const { logic } = actor;
    quicken(actor);
    actor.send({ type: 'count' });
    expect(actor.logic).toBe(logic);
    expect(actor.getSnapshot().context).toBe(1);
  });
});
