import { assign, createActor, createMachine, isMachineSnapshot } from 'xstate';
import { compile } from '../../../../actors/compiled/compile';

const machine = createMachine({
  context: { visits: 0 },
  initial: 'home',
  states: {
    home: { tags: 'quiet', meta: { floor: 0 }, on: { leave: 'town' } },
    town: {
      type: 'parallel',
      tags: 'loud',
      on: {
        home: { target: 'home', actions: assign({ visits: ({ context }) => context.visits + 1 }) },
      },
      states: {
        body: { initial: 'walking', states: { walking: { on: { sit: 'sitting' } }, sitting: {} } },
        mind: { initial: 'awake', states: { awake: { tags: 'awake', meta: { level: 9 } } } },
      },
    },
  },
});

const run = (logic: typeof machine, ...types: string[]) => {
  const actor = createActor(logic).start();
  for (const type of types) actor.send({ type });
  return actor;
};

describe('a snapshot of a compiled machine', () => {
  const compiled = compile(machine);

  it.each([[[]], [['leave']], [['leave', 'sit']], [['leave', 'home']]])(
    'after %j is like one of the machine',
    (types) => {
      const snapshot = run(compiled, ...types).getSnapshot();
      const expected = run(machine, ...types).getSnapshot();
      expect(isMachineSnapshot(snapshot)).toBe(true);
      expect(snapshot.machine).toBe(machine);
      expect(Object.keys(snapshot)).toEqual(Object.keys(expected));
      expect(JSON.stringify(snapshot)).toBe(JSON.stringify(expected));
      expect(snapshot.getMeta()).toEqual(expected.getMeta());
      expect([...snapshot.tags]).toEqual([...expected.tags]);
      for (const type of ['leave', 'sit', 'home', 'nothing']) {
        expect(snapshot.can({ type })).toBe(expected.can({ type }));
      }
      for (const value of ['home', 'town', { town: { body: 'sitting' } }] as never[]) {
        expect(snapshot.matches(value)).toBe(expected.matches(value));
      }
      for (const tag of ['quiet', 'loud', 'awake'] as never[]) {
        expect(snapshot.hasTag(tag)).toBe(expected.hasTag(tag));
      }
    },
  );

  it('stays the same object as long as nothing changes', () => {
    const actor = run(compiled, 'leave');
    const before = actor.getSnapshot();
    actor.send({ type: 'nothing' });
    expect(actor.getSnapshot()).toBe(before);
  });

  it('shares its configuration with those of other actors', () => {
    const [one, other] = [run(compiled, 'leave'), run(compiled, 'leave')].map((a) =>
      a.getSnapshot(),
    );
    expect(one?.value).toBe(other?.value);
    expect(one?.tags).toBe(other?.tags);
    expect(one).not.toBe(other);
  });

  it('shares its configuration even if the interpreter made it', () => {
    const guarded = compile(
      createMachine({
        initial: 'a',
        states: {
          a: { on: { go: { guard: () => true, target: 'b' } } },
          b: { initial: 'x', states: { x: {} } },
        },
      }),
    );
    const [one, other] = [1, 2].map(() => {
      const actor = createActor(guarded).start();
      actor.send({ type: 'go' });
      return actor.getSnapshot();
    });
    expect(one?.value).toEqual({ b: 'x' });
    expect(one?.value).toBe(other?.value);
  });

  it('does not let its shared value be changed', () => {
    const { value } = run(compiled, 'leave').getSnapshot();
    expect(() => Object.assign((value as { town: object }).town, { body: 'lying' })).toThrow(
      TypeError,
    );
  });

  it('can be persisted by a compiled actor and restored by an interpreted one, and back', () => {
    const json = (logic: typeof machine, from: unknown, ...types: string[]) => {
      const options = from === undefined ? {} : { snapshot: from as never };
      const actor = createActor(logic, options).start();
      for (const type of types) actor.send({ type });
      return JSON.parse(JSON.stringify(actor.getPersistedSnapshot()));
    };
    const first = json(compiled, undefined, 'leave', 'sit');
    expect(first).toEqual(json(machine, undefined, 'leave', 'sit'));
    const second = json(machine, first, 'home', 'leave');
    expect(second).toEqual(json(compiled, first, 'home', 'leave'));
    expect(json(compiled, second, 'home').context).toEqual({ visits: 2 });
  });

  it('can be had for any state', () => {
    const state = { value: { town: { body: 'sitting' } }, context: { visits: 3 } } as const;
    const resolved = compiled.resolveState(state);
    expect(JSON.stringify(resolved)).toBe(JSON.stringify(machine.resolveState(state)));
    const actor = createActor(compiled, { snapshot: resolved as never }).start();
    actor.send({ type: 'home' });
    expect(actor.getSnapshot()).toMatchObject({ value: 'home', context: { visits: 4 } });
  });

  it('tells why a context could not be made', () => {
    const context = () => {
      throw new Error('no context');
    };
    const start = (make: typeof compile) => {
      const actor = createActor(make(createMachine({ ...machine.config, context } as never)));
      return JSON.stringify([actor.getSnapshot(), `${actor.getSnapshot().error}`]);
    };
    expect(start(compile)).toBe(start((plain) => plain));
  });
});
