import { setup } from 'xstate';
import { chartOf } from '../../../../actors/services/charts/chart';

/** A small machine with everything that a chart can have but regions. */
const door = setup({
  guards: { isUnlocked: () => true },
  actions: { ring: () => {}, sigh: () => {} },
  delays: { patience: 1000 },
}).createMachine({
  id: 'door',
  on: { bell: { actions: 'ring' } },
  initial: 'closed',
  states: {
    closed: { entry: 'sigh', on: { push: { guard: 'isUnlocked', target: 'open.wide' } } },
    open: {
      initial: 'ajar',
      after: { patience: 'closed' },
      on: { close: 'closed', smash: '.broken' },
      states: {
        ajar: { on: { push: 'wide' } },
        wide: { on: { leave: '#door.gone' } },
        broken: { type: 'final' },
      },
    },
    gone: { type: 'final' },
  },
});

export const doorChart = chartOf(door);
