import { setup } from 'xstate';
import { chartOf, statesOf } from '../../../../actors/services/charts/chart';
import { linesInside } from '../../../../actors/services/charts/inside';
import { connectedSocketAdapterMachine } from '../../../../machines/connection/connectedSocketAdapter';

const shutIn = (machine: Parameters<typeof chartOf>[0]): string[] =>
  statesOf(chartOf(machine).root)
    .filter(({ isUnreachable }) => isUnreachable)
    .map(({ path }) => path.join('.'));

const attic = { initial: 'box', states: { box: {} } } as const;

describe('what a chart shows of states that it cannot come to be in', () => {
  it('is a box that is shut', () => {
    const chart = chartOf(
      setup({}).createMachine({ initial: 'hall', states: { hall: {}, attic } }),
    );
    const [, , shut] = statesOf(chart.root);
    expect(shut).toMatchObject({ path: ['attic'], states: [], transitions: [] });
    expect(shut && linesInside(shut)).toEqual([{ text: 'never entered' }]);
  });

  it.each([
    ['an event', { on: { up: 'attic' } }],
    ['an event, into its middle', { on: { up: '#box' } }],
    ['nothing but a guard', { always: { guard: () => false, target: 'attic' } }],
    ['time', { after: { 10: 'attic' } }],
    [
      'the end of states around',
      { onDone: 'attic', initial: 'end', states: { end: { type: 'final' } } },
    ],
    ['its own history', { on: { up: 'memory' } }],
  ] as const)('is all of it where a way leads there: %s', (_, hall) => {
    const machine = setup({}).createMachine({
      initial: 'hall',
      states: {
        hall: hall as object,
        attic: { initial: 'box', states: { box: { id: 'box' } } },
        memory: { type: 'history', history: 'deep' },
      },
    });
    expect(shutIn(machine)).toEqual([]);
  });

  it('counts regions as entered with the states around them, whichever of them was meant', () => {
    const region = { initial: 'a', states: { a: {}, b: {} } };
    const machine = setup({}).createMachine({
      initial: 'off',
      states: {
        off: { on: { go: '#here' } },
        on: {
          type: 'parallel',
          states: { left: region, right: { initial: 'x', states: { x: {}, y: { id: 'here' } } } },
        },
      },
    });
    expect(shutIn(machine)).toEqual([]);
  });

  it('leaves a connection in plain text without that with which others begin', () => {
    expect(shutIn(connectedSocketAdapterMachine)).toEqual(['announcing', 'securing']);
  });
});
