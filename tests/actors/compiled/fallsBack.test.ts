import {
  type AnyMachineSnapshot,
  type AnyStateMachine,
  createActor,
  createMachine,
  transition,
} from 'xstate';
import { explainEvent, explainStart } from './explained';
import { watched } from './watched';

/** A machine that does `action` on `go`. */
const doing = (action: unknown) => ({ context: { n: 0 }, on: { go: { actions: [action] } } });

describe('falls back to the interpreter for', () => {
  it.each(['xstate.init', '*'])('the event %s', (type) => {
    const { compiled, interpreted } = watched(createMachine({ on: { '*': {} } }));
    const actor = createActor(compiled).start();
    expect(explainEvent(compiled, actor.getSnapshot(), type)).toBe('reserved-event');
    actor.send({ type });
    expect(interpreted).toEqual([type]);
  });

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

it('does not explain a machine that was not compiled', () => {
  const machine = createMachine({});
  const snapshot = createActor(machine).getSnapshot();
  expect(explainEvent(machine, snapshot, 'go')).toBe('not-compiled');
  expect(explainStart(machine)).toBe('not-compiled');
});
