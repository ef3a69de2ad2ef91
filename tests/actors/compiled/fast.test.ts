import fc from 'fast-check';
import { assign, createActor, createMachine, fromTransition, setup } from 'xstate';
import { compile } from '../../../actors/compiled/compile';
import { fast } from '../../../actors/compiled/fast';
import { type Build, difference, observe, type Setting } from './bothWays';
import { buildMachine } from './buildMachine';
import { interpreted } from './logics';
import { machineSpec, script } from './randomMachine';
import { watched } from './watched';

const counter = createMachine({
  context: { n: 0 },
  on: {
    count: {
      guard: ({ context }) => context.n < 2,
      actions: assign({ n: ({ context }) => context.n + 1 }),
    },
  },
});

describe('fast', () => {
  it.each<Setting>([
    { as: 'root', inspected: false },
    { as: 'root', inspected: true },
    { as: 'child', inspected: false },
  ])('makes a machine that does exactly what XState does with it: %j', (setting) => {
    fc.assert(
      fc.property(machineSpec, script, (spec, steps) => {
        const build: Build = (world) => ({ machine: buildMachine(spec, world), input: 1 });
        const expected = observe(build, steps, setting, interpreted);
        expect(difference(expected, observe(build, steps, setting, fast))).toBe('none');
      }),
      { numRuns: 200 },
    );
  });

  it('gives the same machine each time, and leaves what it was given as it is', () => {
    const { transition } = counter;
    expect(fast(counter)).toBe(fast(counter));
    expect(fast(fast(counter))).toBe(fast(counter));
    expect(fast(counter)).not.toBe(counter);
    expect(counter.transition).toBe(transition);
  });

  it('asks no interpreter, neither at the start nor later', () => {
    const { interpreted: asked } = watched(counter);
    const actor = createActor(fast(counter)).start();
    for (let i = 0; i < 3; i++) actor.send({ type: 'count' });
    actor.stop();
    expect(actor.getSnapshot().context.n).toBe(2);
    expect(asked).toEqual([]);
  });

  it('keeps being fast when implementations are provided, and once it is compiled', () => {
    const machine = fast(counter);
    const provided = machine.provide({});
    expect(fast(provided)).toBe(provided);
    expect(compile(machine)).toBe(machine);
  });

  it('can be invoked, spawned and restored', () => {
    const parent = setup({ actors: { counter: fast(counter) } }).createMachine({
      invoke: { src: 'counter', id: 'invoked' },
      context: ({ spawn }) => ({ spawned: spawn('counter') }),
    });
    const { children, context } = createActor(fast(parent)).start().getSnapshot();
    for (const child of [children.invoked, context.spawned]) {
      child?.send({ type: 'count' });
      expect(child?.getSnapshot().context).toEqual({ n: 1 });
    }
    const snapshot = JSON.parse(JSON.stringify(context.spawned.getPersistedSnapshot()));
    const restored = createActor(fast(counter), { snapshot }).start();
    restored.send({ type: 'count' });
    expect(restored.getSnapshot().context).toEqual({ n: 2 });
  });

  it('lets what a listener throws become an uncaught exception, as XState does', () => {
    const scheduled = jest.spyOn(globalThis, 'setTimeout').mockImplementation(() => 0 as never);
    try {
      const actor = createActor(fast(counter));
      actor.subscribe(() => {
        throw new Error('not mine');
      });
      actor.start();
      expect(scheduled).toHaveBeenCalledTimes(1);
    } finally {
      scheduled.mockRestore();
    }
  });

  it('serves an actor that is no machine as its parent', () => {
    const heard: string[] = [];
    const listener = fromTransition((state: object, event) => {
      heard.push(event.type);
      return state;
    }, {});
    const ending = createMachine({
      initial: 'a',
      states: { a: { on: { go: 'b' } }, b: { type: 'final' } },
    });
    const parent = createActor(listener).start();
    createActor(fast(ending), { parent, id: 'child' }).start().send({ type: 'go' });
    expect(heard).toEqual(['xstate.done.actor.child']);
  });
});
