import { type AnyStateMachine, createActor, createMachine, StateMachine } from 'xstate';
import { compile, explain } from '../../../actors/compiled/compile';
import { fast } from '../../../actors/compiled/fast';

describe('explain', () => {
  it('has nothing to say of a machine of which nothing is interpreted', () => {
    const machine = createMachine({
      initial: 'a',
      states: { a: { entry: () => {}, on: { go: { guard: () => true, target: 'b' } } }, b: {} },
    });
    const actor = createActor(compile(machine)).start();
    actor.send({ type: 'go' });
    actor.stop();
    expect(explain(machine)).toEqual([]);
    expect(explain(compile(machine))).toEqual([]);
    expect(explain(fast(machine))).toEqual([]);
  });

  it('tells which events were interpreted, where, why and how often', () => {
    const machine = createMachine({ initial: 'a', states: { a: {} } });
    const actor = createActor(compile(machine)).start();
    for (const type of ['*', 'xstate.init', '*']) actor.send({ type });
    expect(explain(machine)).toEqual([
      { state: 'a', event: '*', why: 'reserved-event', times: 2 },
      { state: 'a', event: 'xstate.init', why: 'reserved-event', times: 1 },
    ]);
  });

  it('names all transitions of a machine that cannot be compiled', () => {
    const states = {
      a: { id: 'same', on: { go: '#c' } },
      b: { id: 'same' },
      c: { id: 'c', always: { target: '#c', guard: () => false } },
    };
    const machine = createMachine({ initial: 'a', states });
    expect(explain(machine)).toEqual([
      { state: '#same', event: 'go', why: 'same-ids', times: 0 },
      { state: '#c', event: '', why: 'same-ids', times: 0 },
    ]);
  });

  it('says so of a machine of a class of its own', () => {
    class Special extends (StateMachine as new (config: object) => AnyStateMachine) {}
    const machine = new Special({ on: { go: {} } });
    expect(explain(machine).map(({ why }) => why)).toEqual(['own-class']);
  });
});
