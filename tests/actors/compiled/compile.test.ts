import {
  type AnyStateMachine,
  assign,
  createActor,
  createMachine,
  emit,
  fromTransition,
  getInitialMicrosteps,
  getMicrosteps,
  getNextTransitions,
  initialTransition,
  StateMachine,
  setup,
  transition,
} from 'xstate';
import { getShortestPaths } from 'xstate/graph';
import { compile } from '../../../actors/compiled/compile';
import { explainEvent } from './explained';

const light = setup({
  types: {
    context: {} as { count: number },
    input: {} as { from: number },
    events: {} as { type: 'count' } | { type: 'switch' },
    emitted: {} as { type: 'counted'; count: number },
  },
  actions: { note: () => {} },
}).createMachine({
  id: 'light',
  version: '1',
  context: ({ input }) => ({ count: input?.from ?? 0 }),
  initial: 'red',
  on: {
    count: {
      actions: [
        assign({ count: ({ context }) => context.count + 1 }),
        emit(({ context }) => ({ type: 'counted', count: context.count })),
        'note',
      ],
    },
  },
  states: { red: { on: { switch: 'green' } }, green: { on: { switch: 'red' } } },
});

describe('compile', () => {
  it('gives the same machine each time', () => {
    expect(compile(light)).toBe(compile(light));
  });

  it('leaves a compiled machine as it is', () => {
    expect(compile(compile(light))).toBe(compile(light));
  });

  it('leaves the machine that was compiled as it was', () => {
    const { transition, getInitialSnapshot } = light;
    compile(light);
    expect(light.transition).toBe(transition);
    expect(light.getInitialSnapshot).toBe(getInitialSnapshot);
    expect(compile(light)).not.toBe(light);
  });

  it('keeps the type of the machine', () => {
    const actor = createActor(compile(light), { input: { from: 1 } });
    const heard: number[] = [];
    actor.on('counted', ({ count }) => heard.push(count));
    actor.start().send({ type: 'count' });
    const count: number = actor.getSnapshot().context.count;
    // @ts-expect-error: no such event
    () => actor.send({ type: 'unknown' });
    expect(count).toBe(2);
    expect(heard).toEqual([2]);
  });

  it('gives a machine that still tells what it is', () => {
    const compiled = compile(light);
    expect(compiled).toBeInstanceOf(StateMachine);
    expect(compiled.id).toBe('light');
    expect(compiled.version).toBe('1');
    expect(compiled.config).toBe(light.config);
    expect(compiled.implementations).toBe(light.implementations);
    expect(JSON.stringify(compiled)).toBe(JSON.stringify(light));
    expect(compiled.getStateNodeById('light.green')).toBe(light.getStateNodeById('light.green'));
  });

  it('gives a compiled machine again when implementations are provided', () => {
    const note = jest.fn();
    const provided = compile(light).provide({ actions: { note } });
    expect(compile(provided)).toBe(provided);
    const actor = createActor(provided, { input: { from: 0 } }).start();
    expect(explainEvent(provided, actor.getSnapshot(), 'count')).toBe('direct');
    actor.send({ type: 'count' });
    expect(note).toHaveBeenCalledTimes(1);
  });

  it('notices that the implementation of an action was replaced', () => {
    const first = jest.fn();
    const machine = createMachine({ on: { go: { actions: 'act' } } }, { actions: { act: first } });
    const actor = createActor(compile(machine)).start();
    actor.send({ type: 'go' });
    const second = jest.fn();
    Object.assign(machine.implementations.actions, { act: second });
    actor.send({ type: 'go' });
    actor.send({ type: 'go' });
    expect(first).toHaveBeenCalledTimes(1);
    expect(second).toHaveBeenCalledTimes(2);
  });

  it('leaves a machine to the interpreter whose ids are not unique', () => {
    const states = { a: { id: 'same' }, b: { id: 'same' }, c: {} };
    const machine = createMachine({ initial: 'a', states });
    expect(compile(machine)).toBe(machine);
  });

  it('leaves a machine to the interpreter that is of a class of its own', () => {
    class Special extends (StateMachine as new (config: object) => AnyStateMachine) {}
    const machine = new Special({});
    expect(compile(machine)).toBe(machine);
  });

  it('can be invoked and spawned like any other logic', () => {
    const heard: string[] = [];
    const parent = setup({ actors: { light: compile(light) } }).createMachine({
      invoke: { src: 'light', id: 'light', input: { from: 5 } },
      context: ({ spawn }) => ({ spawned: spawn('light', { input: { from: 7 } }) }),
      on: { '*': { actions: ({ event }) => heard.push(event.type) } },
    });
    const actor = createActor(parent).start();
    const { children, context } = actor.getSnapshot();
    children.light?.send({ type: 'count' });
    context.spawned.send({ type: 'count' });
    expect(children.light?.getSnapshot().context.count).toBe(6);
    expect(context.spawned.getSnapshot().context.count).toBe(8);
  });
});

describe('pure functions on a compiled machine give what they give on the machine', () => {
  const compiled = compile(light);
  const [start] = initialTransition(light, { from: 1 });
  const plain = (value: unknown) => JSON.parse(JSON.stringify(value));

  it('initialTransition', () => {
    expect(plain(initialTransition(compiled, { from: 1 }))).toEqual(plain([start, []]));
  });

  it('transition', () => {
    for (const type of ['count', 'switch'] as const) {
      const [expected, actions] = transition(light, start, { type });
      const [next, executable] = transition(compiled, start, { type });
      expect(plain(next)).toEqual(plain(expected));
      expect(executable.map((action) => [action.type, action.params])).toEqual(
        actions.map((action) => [action.type, action.params]),
      );
    }
  });

  it('getMicrosteps, getInitialMicrosteps and getNextTransitions', () => {
    const event = { type: 'switch' } as const;
    const [first] = initialTransition(compiled, { from: 1 });
    expect(plain(getMicrosteps(compiled, first, event))).toEqual(
      plain(getMicrosteps(light, start, event)),
    );
    expect(plain(getInitialMicrosteps(compiled, { from: 1 }))).toEqual(
      plain(getInitialMicrosteps(light, { from: 1 })),
    );
    expect(getNextTransitions(first)).toEqual(getNextTransitions(start));
  });

  it('getShortestPaths', () => {
    const paths = (machine: typeof light) =>
      getShortestPaths(machine, {
        input: { from: 0 },
        events: [{ type: 'switch' }, { type: 'count' }],
        stopWhen: ({ context }) => context.count > 1,
      }).map((path) => path.steps.map((step) => step.event.type));
    expect(paths(compiled)).toEqual(paths(light));
    expect(paths(compiled).length).toBeGreaterThan(3);
  });
});

it('hands what an action threw to the parent as its own error', () => {
  const machine = createMachine({
    on: {
      go: {
        actions: [
          emit({ type: 'lost' }),
          () => {
            throw new Error('boom');
          },
        ],
      },
    },
  });
  const heard: unknown[] = [];
  const listener = fromTransition((state: object, event: { type: string; error?: unknown }) => {
    heard.push(`${event.type} ${event.error}`);
    return state;
  }, {});
  const parent = createActor(listener).start();
  const child = createActor(compile(machine), { parent, id: 'child' });
  child.on('*', (event) => heard.push(event));
  child.start().send({ type: 'go' });
  expect(heard).toEqual(['xstate.error.actor.child Error: boom']);
  expect(child.getSnapshot()).toMatchObject({ status: 'error', value: {} });
});
