/** A machine with each feature that is compiled: the self-check runs it both ways. */

import { type AnyStateMachine, assign, createMachine, emit, raise, sendTo, setup } from 'xstate';

interface Args {
  context: { count: number };
}

/** What the sample's actions saw, in order. */
export type Note = (what: string, ...seen: unknown[]) => void;

/** Events that take the sample through each feature, and whether they may be handled directly. */
export const SAMPLE_SCRIPT: readonly (readonly [type: string, how: 'direct' | 'interpreted'])[] = [
  ['count', 'direct'],
  ['nothing', 'direct'],
  ['talk', 'direct'],
  ['tell', 'direct'],
  ['spawn', 'direct'],
  ['guarded', 'interpreted'],
  ['raising', 'interpreted'],
  ['toEntry', 'interpreted'],
  ['toExit', 'direct'],
  ['home', 'interpreted'],
  ['toAlways', 'interpreted'],
  ['toAfter', 'interpreted'],
  ['toInvoke', 'interpreted'],
  ['toHistory', 'interpreted'],
  ['home', 'interpreted'],
  ['toInitial', 'interpreted'],
  ['toNested', 'interpreted'],
  ['toRegions', 'direct'],
  ['both', 'interpreted'],
  ['left', 'direct'],
  ['end', 'direct'],
];

/** A machine in which each feature of the charts that `compile` has to know occurs once. */
export function sampleMachine(note: Note): AnyStateMachine {
  return setup({
    actors: { child: createMachine({}) },
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
      guarded: { guard: () => false, actions: 'note' },
      raising: { actions: raise({ type: 'told' }) },
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
      always: { always: { actions: 'note', target: 'home' } },
      after: { after: { 1000: 'home' } },
      invoke: { invoke: { src: 'child', id: 'child' } },
      history: {
        initial: 'first',
        states: { first: {}, memory: { type: 'history' } },
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
