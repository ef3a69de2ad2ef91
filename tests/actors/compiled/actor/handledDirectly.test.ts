import {
  type AnyStateMachine,
  assign,
  createActor,
  createMachine,
  emit,
  forwardTo,
  fromTransition,
  sendParent,
  sendTo,
} from 'xstate';
import { explainEvent, explainStart } from '../explained';
import { watched } from '../watched';

const listener = createActor(fromTransition((state: object) => state, {})).start();

/** A machine that stays where it is and does `actions` on `go`. */
const doing = (...actions: unknown[]) =>
  createMachine({ context: { n: 0 }, on: { go: { actions } } } as never) as AnyStateMachine;

const named = createMachine(
  {
    context: { n: 1 },
    on: {
      go: {
        actions: [
          'plain',
          { type: 'say', params: { n: 1 } },
          { type: 'say', params: ({ context }: { context: object }) => context },
          { type: 'nowhere' },
        ],
      },
    },
  } as never,
  { actions: { plain: () => {}, say: emit((_, params) => ({ type: 'said', params })) } } as never,
) as AnyStateMachine;

const door = createMachine({
  initial: 'closed',
  states: { closed: { on: { go: 'open' } }, open: { on: { go: 'closed' } } },
});

const nested = createMachine({
  initial: 'outer',
  states: {
    outer: {
      initial: 'first',
      on: { out: 'elsewhere' },
      states: { first: { on: { go: 'second' } }, second: { on: { go: '#there' } } },
    },
    elsewhere: { initial: 'in', states: { in: { id: 'there', on: { out: '#there' } } } },
  },
});

const regions = createMachine({
  type: 'parallel',
  states: {
    left: {
      initial: 'a',
      states: { a: { on: { go: 'b' } }, b: { on: { go: '#left', out: '#c' } } },
    },
    right: { id: 'left', initial: 'a', states: { a: {}, b: { id: 'c' } } },
  },
});

const ending = createMachine({
  context: { n: 1 },
  initial: 'busy',
  output: ({ context, event }) => ({ ...context, output: event.output }),
  states: { busy: { on: { go: 'end' } }, end: { type: 'final', output: () => ({ m: 2 }) } },
});

const parametrisedEntry = createMachine({
  entry: () => {},
  exit: () => {},
  initial: 'a',
  states: { a: { on: { go: 'b' } }, b: {} },
});

describe('is handled directly', () => {
  it.each<[string, AnyStateMachine, string]>([
    ['an inline action', doing(() => {}), 'go'],
    ['named actions with and without parameters and implementation', named, 'go'],
    ['emit of an event', doing(emit({ type: 'said' })), 'go'],
    ['emit of what a function returns', doing(emit(({ event }) => event)), 'go'],
    ['assign of an object', doing(assign({ n: ({ context }) => context.n + 1 })), 'go'],
    ['assign of what a function returns', doing(assign(() => ({ n: 2 }))), 'go'],
    ['sendTo, forwardTo', doing(sendTo(listener, { type: 'a' }), forwardTo(listener)), 'go'],
    ['an event that nobody listens to', doing(), 'nothing'],
    ['a forbidden transition', createMachine({ on: { go: undefined } }), 'go'],
    ['a transition that does nothing', createMachine({ on: { go: {} } }), 'go'],
    ['a wildcard', createMachine({ on: { 'a.*': {}, '*': {} } }), 'a.b'],
    ['a change of state', door, 'go go'],
    ['a change within a state and out of it', nested, 'go go'],
    ['a change out of a state from within', nested, 'go out'],
    ['coming back to the same state', nested, 'go go out'],
    ['a change in one region', regions, 'go'],
    ['a change from one region into another', regions, 'go go'],
    ['a change from one region into a state of another', regions, 'go out'],
    ['a change below a state with entry and exit actions', parametrisedEntry, 'go'],
    ['the end of the machine', ending, 'go'],
  ])('%s', (_what, machine, types) => {
    const { compiled, interpreted } = watched(machine);
    const actor = createActor(compiled).start();
    for (const type of types.split(' ')) {
      expect(explainEvent(compiled, actor.getSnapshot(), type)).toBe('direct');
      actor.send({ type });
    }
    expect(interpreted).toEqual([]);
    expect(actor.getSnapshot().status).toBe(machine === ending ? 'done' : 'active');
  });

  it('sendParent, in a child', () => {
    const { compiled, interpreted } = watched(doing(sendParent({ type: 'told' })));
    const heard: string[] = [];
    const parent = createActor(
      fromTransition((state: object, event) => {
        heard.push(event.type);
        return state;
      }, {}),
    ).start();
    createActor(compiled, { parent }).start().send({ type: 'go' });
    expect(heard).toEqual(['told']);
    expect(interpreted).toEqual([]);
  });

  it.each([false, true])('an assignment that spawns, inspected: %s', (inspected) => {
    const heard: string[] = [];
    const child = fromTransition((state: object, event) => {
      heard.push(event.type);
      return state;
    }, {});
    const spawning = assign(({ spawn }) => ({ ref: spawn(child, { id: 'spawned' }) }));
    const { compiled, interpreted } = watched(
      doing(spawning, sendTo('spawned', { type: 'hello' })),
    );
    const actor = createActor(compiled, inspected ? { inspect: () => {} } : {}).start();
    actor.send({ type: 'go' });
    const { children, context } = actor.getSnapshot();
    expect(children.spawned).toBe(context.ref);
    expect(context.ref.getSnapshot().status).toBe('active');
    expect(heard).toEqual(['hello']);
    expect(interpreted).toEqual([]);
  });

  it('the event after one that was interpreted', () => {
    const machine = createMachine({
      initial: 'a',
      states: {
        a: { on: { '*': { guard: () => true, target: 'b' } } },
        b: { on: { go: 'a' } },
      },
    });
    const { compiled, interpreted } = watched(machine);
    const actor = createActor(compiled).start();
    for (const type of ['*', 'go', '*', 'go']) actor.send({ type });
    expect(interpreted).toEqual(['*', '*']);
  });

  it('an event after the actor was restored', () => {
    const { compiled, interpreted } = watched(door);
    const snapshot = JSON.parse(JSON.stringify(createActor(compiled).getPersistedSnapshot()));
    const actor = createActor(compiled, { snapshot }).start();
    actor.send({ type: 'go' });
    expect(actor.getSnapshot().value).toBe('open');
    expect(interpreted).toEqual([]);
  });
});

describe('the first snapshot is made directly', () => {
  it.each<[string, AnyStateMachine]>([
    ['without a context', door],
    ['with a context', ending],
    ['with a function that makes the context', createMachine({ context: () => ({ n: 1 }) })],
    ['in the regions of a parallel state', regions],
  ])('%s', (_what, machine) => {
    const { compiled } = watched(machine);
    machine.getInitialSnapshot = () => {
      throw new Error('the interpreter was asked');
    };
    expect(explainStart(compiled)).toBe('direct');
    expect(createActor(compiled).getSnapshot().status).toBe('active');
  });
});
