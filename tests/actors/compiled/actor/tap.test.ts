import { type AnyActorLogic, type AnyActorRef, createActor, fromTransition, setup } from 'xstate';
import { createChild } from '../../../../actors/compiled/actor/createChild';
import { direct } from '../../../../actors/compiled/actor/direct';
import { tap } from '../../../../actors/compiled/actor/tap';
import { compile } from '../../../../actors/compiled/compile';

const lamp = setup({}).createMachine({
  id: 'lamp',
  initial: 'off',
  states: { off: { on: { toggle: 'on' } }, on: { on: { toggle: 'off', stay: {} } } },
});

const parent = createActor(fromTransition((state: object) => state, {})).start();

function child(logic: AnyActorLogic): AnyActorRef {
  const actor = createChild(logic, { id: 'child', parent, input: undefined });
  actor.start();
  return actor;
}

const kinds: readonly (readonly [string, () => AnyActorRef])[] = [
  ['a light actor', () => child(compile(lamp))],
  ["XState's own actor", () => createActor(lamp).start()],
  ['one that takes events directly', () => createActor(direct(compile(lamp))).start()],
  ['one that is no machine', () => child(fromTransition((n: number) => n + 1, 0))],
];

const stateOf = (snapshot: unknown) => {
  const { value, context } = snapshot as { value?: unknown; context?: unknown };
  return value ?? context;
};

/** Writes down what an actor takes. */
function hear(actor: AnyActorRef) {
  const heard: unknown[] = [];
  const end = tap(actor, {
    taking: ({ type }, before) => heard.push(['taking', type, stateOf(before)]),
    taken: ({ type }, before, after) =>
      heard.push(['taken', type, stateOf(before), stateOf(after)]),
  });
  return { heard, end };
}

describe.each(kinds)('tapping %s', (_, make) => {
  it('tells each event with what was before and what is behind it', () => {
    const actor = make();
    const before = stateOf(actor.getSnapshot());
    const { heard, end } = hear(actor);
    actor.send({ type: 'toggle' });
    const after = stateOf(actor.getSnapshot());
    end();
    expect(after).not.toEqual(before);
    expect(heard).toEqual([
      ['taking', 'toggle', before],
      ['taken', 'toggle', before, after],
    ]);
  });

  it('tells nothing more when it is over, and leaves the actor as it was', () => {
    const actor = make();
    // A light actor makes this one for who asks for it.
    expect(actor.send).toBeInstanceOf(Function);
    const properties = Object.getOwnPropertyNames(actor);
    const first = hear(actor);
    const second = hear(actor);
    first.end();
    first.end();
    actor.send({ type: 'toggle' });
    second.end();
    actor.send({ type: 'toggle' });
    expect(first.heard).toEqual([]);
    expect(second.heard).toHaveLength(2);
    expect(Object.getOwnPropertyNames(actor)).toEqual(properties);
  });

  it('changes nothing when an ear throws', async () => {
    const actor = make();
    const warned = jest.spyOn(process, 'emitWarning').mockImplementation(() => {});
    const before = stateOf(actor.getSnapshot());
    const end = tap(actor, {
      taking: () => {
        throw new Error('deaf');
      },
      taken: () => {},
    });
    actor.send({ type: 'toggle' });
    end();
    expect(stateOf(actor.getSnapshot())).not.toEqual(before);
    expect(warned).toHaveBeenCalledTimes(1);
    warned.mockRestore();
  });

  it('lets it be stopped meanwhile', () => {
    const actor = make();
    const { heard, end } = hear(actor);
    (actor as unknown as { _stop(): void })._stop();
    end();
    expect(heard.flat()).not.toContain('toggle');
    expect((actor as unknown as { _processingStatus: number })._processingStatus).toBe(2);
  });
});
