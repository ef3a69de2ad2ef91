import {
  type AnyMachineSnapshot,
  type AnyStateMachine,
  cancel,
  createActor,
  createMachine,
  emit,
  enqueueActions,
  log,
  raise,
  sendTo,
  spawnChild,
  stopChild,
  transition,
} from 'xstate';
import { compile, explainEvent, explainStart } from '../../../actors/compiled/compile';
import type { Why } from '../../../actors/compiled/plan/why';
import { observe } from './bothWays';
import { watched } from './watched';

const child = createMachine({});
const later = { delay: 10 };

/** A machine that does `action` on `go`. */
const doing = (action: unknown) => ({ context: { n: 0 }, on: { go: { actions: [action] } } });

/** A machine that goes from `a` to `b` on `go`. */
const going = (a: object, b: object, root: object = {}) => ({
  ...root,
  initial: 'a',
  states: { a: { on: { go: 'b' }, ...a }, b, c: {} },
});

const region = { initial: 'x', states: { x: { on: { go: 'y' } }, y: {} } };

const remembering = { initial: 'x', states: { x: {}, h: { type: 'history' } } };

describe('falls back to the interpreter for', () => {
  it.each<[what: string, why: Why, config: object]>([
    ['a guard', 'guard', { on: { go: { guard: () => true, actions: 'nothing' } } }],
    [
      'a guard on an earlier candidate',
      'guard',
      { on: { go: [{ guard: () => false }, { actions: 'nothing' }] } },
    ],
    [
      'a guard in an ancestor',
      'guard',
      { initial: 'a', states: { a: {} }, on: { go: { guard: () => true, target: '.a' } } },
    ],
    ['entry actions', 'entry', going({}, { entry: () => {} })],
    ['exit actions', 'exit', going({ exit: () => {} }, {})],
    ['exit actions at the end', 'exit', going({}, { type: 'final' }, { exit: () => {} })],
    ['an eventless transition where it goes', 'always', going({}, { always: 'c' })],
    [
      'an eventless transition where it is',
      'always',
      going({ always: { guard: () => false, target: 'c' } }, {}),
    ],
    ['a delayed transition where it goes', 'after', going({}, { after: { 10: 'c' } })],
    ['a delayed transition where it comes from', 'after', going({ after: { 10: 'c' } }, {})],
    ['an invoked actor where it goes', 'invoke', going({}, { invoke: { src: child, id: 'i' } })],
    ['an invoked actor where it is', 'invoke', going({ invoke: { src: child, id: 'i' } }, {})],
    [
      'actions of an initial transition',
      'initial-actions',
      going({}, { initial: { target: 'x', actions: () => {} }, states: { x: {} } }),
    ],
    [
      'transitions in several regions',
      'several-transitions',
      { type: 'parallel', states: { left: region, right: region } },
    ],
    ['a state that remembers', 'history', going({ ...remembering, on: { go: 'b' } }, {})],
    ['a target that remembers', 'history', going({ on: { go: 'b.h' } }, remembering)],
    ['an initial state that remembers', 'history', going({}, { ...remembering, initial: 'h' })],
    [
      'a nested final state',
      'done-state',
      going({}, { initial: 'x', states: { x: { type: 'final' } }, onDone: 'c' }),
    ],
    [
      'a final region',
      'done-state',
      { type: 'parallel', states: { left: going({}, { type: 'final' }) } },
    ],
    [
      'several targets',
      'several-targets',
      {
        initial: 'a',
        states: {
          a: { on: { go: { target: ['#l', '#r'] } } },
          b: {
            type: 'parallel',
            states: {
              left: { initial: 'x', states: { x: {}, y: { id: 'l' } } },
              right: { initial: 'x', states: { x: {}, y: { id: 'r' } } },
            },
          },
        },
      },
    ],
    ['the root as target', 'root-target', { id: 'top', ...going({ on: { go: '#top' } }, {}) }],
    [
      'the root reentered',
      'root-target',
      { ...going({ on: {} }, {}), on: { go: { target: '.b', reenter: true } } },
    ],
    ['raise', 'action', doing(raise({ type: 'other' }))],
    ['a delayed raise', 'action', doing(raise({ type: 'other' }, later))],
    ['a delayed sendTo', 'action', doing(sendTo(({ self }) => self, { type: 'other' }, later))],
    ['enqueueActions', 'action', doing(enqueueActions(({ enqueue }) => enqueue('nothing')))],
    ['spawnChild', 'action', doing(spawnChild(child, { id: 'spawned' }))],
    ['stopChild', 'action', doing(stopChild('nobody'))],
    ['cancel', 'action', doing(cancel('nothing'))],
    ['log', 'action', doing(log('something'))],
    [
      'one such action among others',
      'action',
      { on: { go: { actions: [() => {}, emit({ type: 'said' }), log('something')] } } },
    ],
    [
      'a limit of no iterations',
      'iteration-limit',
      { ...doing(() => {}), options: { maxIterations: 0 } },
    ],
  ])('%s', (_what, why, config) => {
    const { compiled, interpreted } = watched(createMachine(config as never));
    const actor = createActor(compiled, { logger: () => {} });
    actor.subscribe({ error: () => {} });
    const before = actor.getSnapshot();
    actor.start();
    // A limit of no iterations ends the machine as soon as it starts.
    if (before.status === 'active') {
      expect(explainEvent(compiled, actor.getSnapshot(), 'go')).toBe(why);
      actor.send({ type: 'go' });
      expect(interpreted).toContain('go');
    } else {
      expect(explainStart(compiled)).toBe(why);
    }
    const steps = [{ what: 'send', type: 'go', n: 1 } as const];
    const build = () => ({ machine: createMachine(config as never) as AnyStateMachine, input: 1 });
    const setting = { as: 'root', inspected: true } as const;
    expect(observe(build, steps, setting, compile)).toEqual(
      observe(build, steps, setting, (machine) => machine),
    );
  });

  it.each(['xstate.stop', 'xstate.error.actor.x', 'xstate.done.actor.x', 'xstate.anything', '*'])(
    'the event %s',
    (type) => {
      const { compiled, interpreted } = watched(createMachine({ on: { '*': {} } }));
      const actor = createActor(compiled).start();
      expect(explainEvent(compiled, actor.getSnapshot(), type)).toBe('reserved-event');
      actor.send({ type });
      expect(interpreted).toEqual([type]);
    },
  );

  it('an event whose type is no text', () => {
    const { compiled, interpreted } = watched(createMachine({ on: { '*': {} } }));
    const errors: unknown[] = [];
    const actor = createActor(compiled);
    actor.subscribe({ error: (error) => errors.push(error) });
    actor.start().send({ type: 5 as never });
    expect(interpreted).toEqual([5]);
    expect(`${errors}`).toMatch('startsWith');
  });

  it.each(['done', 'error', 'stopped'] as const)('a machine whose status is %s', (status) => {
    const { compiled, interpreted } = watched(createMachine(doing(() => {}) as never));
    const actor = createActor(compiled).start();
    const snapshot: AnyMachineSnapshot = { ...actor.getSnapshot(), status } as never;
    expect(explainEvent(compiled, snapshot, 'go')).toBe('not-active');
    const { _actorScope } = actor as unknown as { _actorScope: never };
    compiled.transition(snapshot, { type: 'go' }, _actorScope);
    expect(interpreted).toEqual(['go']);
  });

  it('a machine restored under a limit of no iterations', () => {
    const machine = createMachine({ ...doing(() => {}), options: { maxIterations: 0 } } as never);
    const { compiled, interpreted } = watched(machine as AnyStateMachine);
    const snapshot = compiled.resolveState({ value: {}, context: {} }) as never;
    const actor = createActor(compiled, { snapshot });
    actor.subscribe({ error: () => {} });
    actor.start();
    expect(explainEvent(compiled, actor.getSnapshot(), 'go')).toBe('iteration-limit');
    actor.send({ type: 'go' });
    expect(interpreted).toEqual(['go']);
    expect(`${actor.getSnapshot().error}`).toMatch('Infinite loop');
  });

  it('a pure transition, whose actions are not executed', () => {
    const execute = jest.fn();
    const machine = createMachine(doing(execute) as never) as AnyStateMachine;
    const { compiled, interpreted } = watched(machine);
    const snapshot = createActor(compiled).getSnapshot();
    const [next, actions] = transition(compiled, snapshot, { type: 'go' });
    expect(next).toBe(snapshot);
    expect(actions).toHaveLength(1);
    expect(execute).not.toHaveBeenCalled();
    expect(interpreted).toEqual(['go']);
  });

  it('a snapshot of another machine', () => {
    const { compiled, interpreted } = watched(createMachine(doing(() => {}) as never));
    const other = createActor(createMachine(doing(() => {}) as never)).getSnapshot();
    expect(explainEvent(compiled, other, 'go')).toBe('unknown-configuration');
    transition(compiled, other, { type: 'go' });
    expect(interpreted).toEqual(['go']);
  });

  it('more types of events than are kept', () => {
    const { compiled, interpreted } = watched(createMachine({ on: { '*': {} } }));
    const actor = createActor(compiled).start();
    for (let i = 0; i < 1_001; i++) actor.send({ type: `type${i}` });
    expect(interpreted).toEqual(['type1000']);
    expect(explainEvent(compiled, actor.getSnapshot(), 'type1000')).toBe('many-event-types');
    expect(explainEvent(compiled, actor.getSnapshot(), 'type999')).toBe('direct');
  });

  it('more configurations than are kept', () => {
    const bits = Array.from({ length: 11 }, (_, i) => i);
    const bit = (i: number) => ({
      initial: 'off',
      states: { off: { on: { [`flip${i}`]: 'on' } }, on: { on: { [`flip${i}`]: 'off' } } },
    });
    const states = Object.fromEntries(bits.map((i) => [`bit${i}`, bit(i)]));
    const { compiled, interpreted } = watched(createMachine({ type: 'parallel', states }));
    const actor = createActor(compiled).start();
    const count = (to: number) => {
      for (let n = 1; n <= to; n++) {
        for (const i of bits) if (n % 2 ** i === 0) actor.send({ type: `flip${i}` });
      }
    };
    count(2 ** 11 - 1);
    expect(interpreted.length).toBeGreaterThan(0);
    expect(actor.getSnapshot().matches({ bit0: 'on', bit10: 'on' })).toBe(true);
  });
});

describe('the first snapshot is left to the interpreter for', () => {
  it.each<[what: string, why: Why, config: object]>([
    ['entry actions', 'entry', { entry: () => {} }],
    ['entry actions further down', 'entry', going({ entry: () => {} }, {})],
    ['an invoked actor', 'invoke', { invoke: { src: child, id: 'i' } }],
    ['a delayed transition', 'after', going({ after: { 10: 'b' } }, {})],
    ['an eventless transition', 'always', going({ always: 'b' }, {})],
    [
      'actions of an initial transition',
      'initial-actions',
      { initial: { target: 'a', actions: () => {} }, states: { a: {} } },
    ],
    ['a final state', 'done-state', going({ type: 'final', on: undefined }, {})],
    [
      'a state that remembers',
      'history',
      { initial: 'h', states: { h: { type: 'history', target: 'a' }, a: {} } },
    ],
  ])('%s', (_what, why, config) => {
    const machine = createMachine(config as never) as AnyStateMachine;
    const compiled = compile(machine);
    expect(explainStart(compiled)).toBe(why);
    const asked = jest.spyOn(machine, 'getInitialSnapshot');
    createActor(compiled);
    expect(asked).toHaveBeenCalledTimes(1);
  });
});

it('does not explain a machine that was not compiled', () => {
  const machine = createMachine({});
  const snapshot = createActor(machine).getSnapshot();
  expect(explainEvent(machine, snapshot, 'go')).toBe('not-compiled');
  expect(explainStart(machine)).toBe('not-compiled');
});
