/** A machine with each feature that is compiled: the self-check runs it both ways. */

import {
  type AnyStateMachine,
  and,
  assign,
  createMachine,
  emit,
  enqueueActions,
  not,
  or,
  raise,
  sendTo,
  setup,
  stateIn,
} from 'xstate';

interface Args {
  context: { count: number };
}

/** What the sample's actions saw, in order. */
export type Note = (what: string, ...seen: unknown[]) => void;

/** The types of events that take the sample through each feature. */
export const SAMPLE_SCRIPT: readonly string[] = [
  'count',
  'nothing',
  'talk',
  'tell',
  'spawn',
  'guarded',
  'raising',
  'enqueueing',
  'toEntry',
  'toExit',
  'home',
  'toAlways',
  'toAfter',
  'toInvoke',
  'toHistory',
  'home',
  'toHistory',
  'toInitial',
  'toNested',
  'toRegions',
  'both',
  'left',
  'end',
];

/** A machine in which each feature of the charts that `compile` has to know occurs once. */
export function sampleMachine(note: Note): AnyStateMachine {
  return setup({
    actors: { child: createMachine({}) },
    guards: { isMany: ({ context }) => context.count > 2 },
    types: { context: {} as { count: number }, input: 0 },
    actions: {
      note: ({ context, event }, params: unknown) => note('action', context, event.type, params),
    },
  }).createMachine({
    context: ({ input }) => ({ count: input }),
    initial: 'home',
    output: ({ context, event }) => [context, event],
    on: {
      count: {
        actions: [
          assign(({ context }) => ({ count: context.count + 1 })),
          { type: 'note', params: ({ context }: Args) => context.count },
          assign({ count: ({ context }) => context.count * 2 }),
        ],
      },
      talk: { actions: [emit(({ context }) => ({ type: 'said', ...context })), 'note'] },
      tell: { actions: sendTo(({ self }) => self, { type: 'told' }) },
      told: { actions: 'note' },
      spawn: {
        actions: assign(({ spawn, context }) => {
          spawn('child', { id: 'spawned' });
          return context;
        }),
      },
      guarded: [
        { guard: and([stateIn({}), not('isMany')]), actions: 'note' },
        { guard: or([() => false, { type: 'isMany' }]), actions: [{ type: 'note', params: 1 }] },
      ],
      raising: { actions: [raise({ type: 'told' }), 'note'] },
      enqueueing: {
        actions: enqueueActions(({ enqueue, check }) => {
          if (check('isMany')) enqueue.assign({ count: 1 });
          enqueue({ type: 'note', params: 2 });
        }),
      },
      home: '.home',
      toEntry: '.entry',
      toExit: '.exit',
      toAlways: '.always',
      toAfter: '.after',
      toInvoke: '.invoke',
      toHistory: '.history.memory',
      toInitial: '.initial',
      toNested: '.nested',
      toRegions: '.regions',
      end: '.end',
    },
    states: {
      home: {},
      entry: { entry: 'note' },
      exit: { exit: 'note' },
      always: {
        always: [
          { guard: () => false, target: 'home' },
          { actions: 'note', target: 'home' },
        ],
      },
      after: { after: { 1000: 'home' } },
      invoke: { entry: sendTo('child', { type: 'hello' }), invoke: { src: 'child', id: 'child' } },
      history: {
        initial: 'first',
        states: { first: { always: 'second' }, second: {}, memory: { type: 'history' } },
      },
      initial: { initial: { target: 'first', actions: 'note' }, states: { first: {} } },
      nested: { initial: 'end', states: { end: { type: 'final' } }, onDone: { actions: 'note' } },
      regions: {
        type: 'parallel',
        tags: 'parallel',
        states: {
          left: { initial: 'out', states: { out: { on: { left: 'in' } }, in: { tags: 'in' } } },
          right: { initial: 'out', states: { out: { on: { both: 'in' } }, in: {} } },
          again: { initial: 'out', states: { out: { on: { both: 'in' } }, in: {} } },
        },
      },
      end: { type: 'final', output: ({ context }) => context.count },
    },
  });
}
