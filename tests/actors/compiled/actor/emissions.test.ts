import {
  type AnyActorLogic,
  type AnyStateMachine,
  assign,
  createActor,
  createMachine,
  emit,
  fromTransition,
} from 'xstate';
import {
  createDirectChild,
  createHeavyChild,
  createLightChild,
} from '../../../../actors/compiled/actor/makers';
import { compile } from '../../../../actors/compiled/compile';

const MAKERS = [
  ['compiled', createHeavyChild],
  ['direct', createDirectChild],
  ['light', createLightChild],
] as const;

type Make = (typeof MAKERS)[number][1];

const refusing = {
  get type(): string {
    throw new Error('no type for you');
  },
};

const NOTHINGS: readonly (readonly [string, unknown])[] = [
  ['undefined', undefined],
  ['null', null],
  ['what refuses to tell its type', refusing],
  ['text', 'text'],
  ['a number', 5],
  ['no type', {}],
];

const emitting = (value: unknown): AnyStateMachine => {
  const said = emit(() => value as never) as never;
  const machine: unknown = createMachine({
    context: { n: 0 },
    initial: 'here',
    on: {
      alone: { actions: said },
      behind: { actions: [emit({ type: 'first' }), said, emit({ type: 'last' })] },
      assigning: { actions: [assign({ n: 1 }), said] },
      guarded: { guard: () => true, actions: said },
    },
    states: {
      here: { on: { go: 'there', end: 'end' } },
      there: { entry: said },
      end: { type: 'final', entry: said },
    },
  });
  return machine as AnyStateMachine;
};

/** All that is seen of an actor that takes these events. */
function seen(make: Make, logic: object, types: readonly string[], listens: boolean): string[] {
  const trace: string[] = [];
  const parent = createActor(
    fromTransition((state: object, event: { type: string; error?: unknown }) => {
      trace.push(`parent ${event.type} ${event.error}`);
      return state;
    }, {}),
  ).start();
  const actor = make(logic as AnyActorLogic, { id: 'actor', parent, input: undefined });
  if (listens) {
    actor.on('first', () => trace.push('first'));
    actor.on('*', (event) =>
      trace.push(`heard ${event === refusing ? 'it' : JSON.stringify(event)}`),
    );
  }
  actor.subscribe({
    next: ({ context }) => trace.push(`next ${context.n}`),
    error: (error) => trace.push(`error ${error}`),
    complete: () => trace.push('complete'),
  });
  actor.start();
  for (const type of types) actor.send({ type });
  const { status, context } = actor.getSnapshot();
  trace.push(`${status} ${context.n}`);
  return trace;
}

describe.each(MAKERS)('a %s actor that emits', (_as, make) => {
  describe.each(NOTHINGS)('%s', (_what, value) => {
    it.each([['alone'], ['behind'], ['assigning'], ['guarded'], ['go'], ['end']])(
      'on "%s" does as XState does, and whoever sent the event sees nothing of it',
      (type) => {
        const machine = emitting(value);
        for (const listens of [true, false]) {
          const expected = seen(createHeavyChild, machine, [type, 'alone'], listens);
          expect(seen(make, compile(machine), [type, 'alone'], listens)).toEqual(expected);
        }
      },
    );
  });
});
