import {
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
} from 'xstate';
import { compile } from '../../../actors/compiled/compile';
import { observe } from './bothWays';
import { explainEvent, explainStart } from './explained';
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

describe('is decided once, and not interpreted:', () => {
  it.each<[what: string, config: object]>([
    ['a guard', { on: { go: { guard: () => true, actions: 'nothing' } } }],
    [
      'a guard on an earlier candidate',
      { on: { go: [{ guard: () => false }, { actions: 'nothing' }] } },
    ],
    [
      'a guard in an ancestor',
      { initial: 'a', states: { a: {} }, on: { go: { guard: () => true, target: '.a' } } },
    ],
    ['entry actions', going({}, { entry: () => {} })],
    ['exit actions', going({ exit: () => {} }, {})],
    ['exit actions at the end', going({}, { type: 'final' }, { exit: () => {} })],
    ['an eventless transition where it goes', going({}, { always: 'c' })],
    [
      'an eventless transition where it is',
      going({ always: { guard: () => false, target: 'c' } }, {}),
    ],
    ['a delayed transition where it goes', going({}, { after: { 10: 'c' } })],
    ['a delayed transition where it comes from', going({ after: { 10: 'c' } }, {})],
    ['an invoked actor where it goes', going({}, { invoke: { src: child, id: 'i' } })],
    ['an invoked actor where it is', going({ invoke: { src: child, id: 'i' } }, {})],
    [
      'actions of an initial transition',
      going({}, { initial: { target: 'x', actions: () => {} }, states: { x: {} } }),
    ],
    [
      'transitions in several regions',
      { type: 'parallel', states: { left: region, right: region } },
    ],
    ['a state that remembers', going({ ...remembering, on: { go: 'b' } }, {})],
    ['a target that remembers', going({ on: { go: 'b.h' } }, remembering)],
    ['an initial state that remembers', going({}, { ...remembering, initial: 'h' })],
    [
      'a nested final state',
      going({}, { initial: 'x', states: { x: { type: 'final' } }, onDone: 'c' }),
    ],
    ['a final region', { type: 'parallel', states: { left: going({}, { type: 'final' }) } }],
    [
      'several targets',
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
    ['the root as target', { id: 'top', ...going({ on: { go: '#top' } }, {}) }],
    [
      'the root reentered',
      { ...going({ on: {} }, {}), on: { go: { target: '.b', reenter: true } } },
    ],
    ['raise', doing(raise({ type: 'other' }))],
    ['a delayed raise', doing(raise({ type: 'other' }, later))],
    ['a delayed sendTo', doing(sendTo(({ self }) => self, { type: 'other' }, later))],
    ['enqueueActions', doing(enqueueActions(({ enqueue }) => enqueue('nothing')))],
    ['spawnChild', doing(spawnChild(child, { id: 'spawned' }))],
    ['stopChild', doing(stopChild('nobody'))],
    ['cancel', doing(cancel('nothing'))],
    ['log', doing(log('something'))],
    [
      'one such action among others',
      { on: { go: { actions: [() => {}, emit({ type: 'said' }), log('something')] } } },
    ],
    ['a limit of no iterations', { ...doing(() => {}), options: { maxIterations: 0 } }],
  ])('%s', (_what, config) => {
    const { compiled, interpreted } = watched(createMachine(config as never));
    const actor = createActor(compiled, { logger: () => {} });
    actor.subscribe({ error: () => {} });
    const before = actor.getSnapshot();
    actor.start();
    // A limit of no iterations ends the machine as soon as it starts.
    if (before.status === 'active') {
      expect(explainEvent(compiled, actor.getSnapshot(), 'go')).toBe('direct');
      actor.send({ type: 'go' });
    }
    expect(explainStart(compiled)).toBe('direct');
    expect(interpreted).toEqual([]);
    const steps = [{ what: 'send', type: 'go', n: 1 } as const];
    const build = () => ({ machine: createMachine(config as never) as AnyStateMachine, input: 1 });
    const setting = { as: 'root', inspected: true } as const;
    expect(observe(build, steps, setting, compile)).toEqual(
      observe(build, steps, setting, (machine) => machine),
    );
  });
});

describe('the first snapshot is decided once, and not interpreted, with', () => {
  it.each<[what: string, config: object]>([
    ['entry actions', { entry: () => {} }],
    ['entry actions further down', going({ entry: () => {} }, {})],
    ['an invoked actor', { invoke: { src: child, id: 'i' } }],
    ['a delayed transition', going({ after: { 10: 'b' } }, {})],
    ['an eventless transition', going({ always: 'b' }, {})],
    [
      'actions of an initial transition',
      { initial: { target: 'a', actions: () => {} }, states: { a: {} } },
    ],
    ['a final state', going({ type: 'final', on: undefined }, {})],
    [
      'a state that remembers',
      { initial: 'h', states: { h: { type: 'history', target: 'a' }, a: {} } },
    ],
  ])('%s', (_what, config) => {
    const machine = createMachine(config as never) as AnyStateMachine;
    const compiled = compile(machine);
    expect(explainStart(compiled)).toBe('direct');
    const expected = createActor(machine).getSnapshot();
    const asked = jest.spyOn(machine, 'getInitialSnapshot');
    const found = createActor(compiled).getSnapshot();
    expect(asked).not.toHaveBeenCalled();
    expect(JSON.stringify(found)).toBe(JSON.stringify(expected));
  });
});

describe('without the interpreter', () => {
  it('refuses as XState does in a machine restored under a limit of no iterations', () => {
    const machine = createMachine({ ...doing(() => {}), options: { maxIterations: 0 } } as never);
    const { compiled, interpreted } = watched(machine as AnyStateMachine);
    const snapshot = compiled.resolveState({ value: {}, context: {} }) as never;
    const actor = createActor(compiled, { snapshot });
    actor.subscribe({ error: () => {} });
    actor.start();
    expect(explainEvent(compiled, actor.getSnapshot(), 'go')).toBe('direct');
    actor.send({ type: 'go' });
    expect(interpreted).toEqual([]);
    expect(`${actor.getSnapshot().error}`).toMatch('Infinite loop');
  });

  it.each(['xstate.done.actor.x', 'xstate.error.actor.x', 'xstate.anything'])(
    'handles the event %s',
    (type) => {
      const { compiled, interpreted } = watched(createMachine({ on: { '*': {} } }));
      const actor = createActor(compiled).start();
      expect(explainEvent(compiled, actor.getSnapshot(), type)).toBe('direct');
      actor.send({ type });
      expect(interpreted).toEqual([]);
    },
  );

  it('handles more types of events than are kept, each as its descriptors say', () => {
    const heard: string[] = [];
    const saying = (by: string) => ({ actions: () => heard.push(by) });
    const on = { '*': saying('*'), 'type.*': saying('type'), 'type.5000': saying('5000') };
    const { compiled, interpreted } = watched(createMachine({ on } as never));
    const actor = createActor(compiled).start();
    for (let i = 0; i < 1_001; i++) actor.send({ type: `other${i}` });
    expect(new Set(heard)).toEqual(new Set(['*']));
    heard.length = 0;
    for (const type of [
      'type.1',
      'type.5000',
      'type.1',
      'xstate.done.actor.1',
      'xstate.done.actor.2',
    ]) {
      actor.send({ type });
    }
    expect(heard).toEqual(['type', '5000', 'type', '*', '*']);
    expect(interpreted).toEqual([]);
  });

  it('fails with an error of an actor that nobody handles', () => {
    const { compiled, interpreted } = watched(createMachine({ on: { go: {} } }));
    const errors: unknown[] = [];
    const actor = createActor(compiled);
    actor.subscribe({ error: (error) => errors.push(error) });
    actor.start().send({ type: 'xstate.error.actor.x', error: 'failed' } as never);
    expect(errors).toEqual(['failed']);
    expect(interpreted).toEqual([]);
  });
});
