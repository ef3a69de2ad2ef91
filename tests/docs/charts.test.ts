import { setup } from 'xstate';
import { chartOf, statesOf } from '../../scripts/charts/chart';
import { embed } from '../../scripts/charts/embed';
import { staleFiles } from '../../scripts/charts/files';
import { CHARTS } from '../../scripts/charts/machines';
import { mermaidOf } from '../../scripts/charts/mermaid';
import { outlineOf } from '../../scripts/charts/outline';
import { tableOf } from '../../scripts/charts/table';

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

const chart = chartOf(door);

describe('a drawing', () => {
  it('has nested states, guards in brackets, and where an arrow ends or begins inside', () => {
    expect(mermaidOf(chart).split('\n').slice(1)).toEqual([
      'stateDiagram-v2',
      '  state "in any of these states" as everywhere',
      '  everywhere : bell / ring',
      '  class everywhere internal',
      '  [*] --> closed',
      '  state "closed" as closed',
      '  closed : entry / sigh',
      '  state open {',
      '    [*] --> ajar',
      '    ajar',
      '    wide',
      '    broken',
      '    broken --> [*]',
      '    ajar --> broken : smash',
      '    wide --> broken : smash',
      '    ajar --> wide : push',
      '  }',
      '  gone',
      '  gone --> [*]',
      '  closed --> open : push [isUnlocked] → wide',
      '  open --> closed : close<br/>after patience',
      '  open --> gone : leave (in wide)',
      '  classDef internal stroke-dasharray: 4 4',
    ]);
  });

  it('is shorter as an outline', () => {
    const outline = mermaidOf(outlineOf(chart, 1), { internal: false });
    expect(outline.split('\n').slice(2)).toEqual([
      '  [*] --> closed',
      '  closed',
      '  open',
      '  gone',
      '  gone --> [*]',
      '  closed --> open : push [isUnlocked]',
      '  open --> closed : close<br/>after patience',
      '  open --> gone : leave',
    ]);
  });

  it('comes with a table of all transitions', () => {
    expect(tableOf(chart).split('\n').slice(2)).toEqual([
      '| `door` | `bell` | stays | `ring` |',
      '| `closed` | `push [isUnlocked]` | `open.wide` |  |',
      '| `open` | `close` | `closed` |  |',
      '| `open` | `smash` | `open.broken` |  |',
      '| `open` | `after patience` | `closed` |  |',
      '| `open.ajar` | `push` | `open.wide` |  |',
      '| `open.wide` | `leave` | `gone` |  |',
    ]);
  });

  it('replaces what is between its markers, and complains of markers that it does not know', () => {
    const charts = new Map([['door', chart]]);
    const marked = (kind: string, id: string) =>
      `before\n<!-- generated ${kind} ${id} -->\nold\n<!-- end generated -->\nafter\n`;
    const once = embed(marked('table', 'door'), charts);
    expect(once).toContain('| `open.ajar` | `push` |');
    expect(once).not.toContain('old');
    expect(once).toMatch(/^before\n[\s\S]*\nafter\n$/);
    expect(embed(once, charts)).toBe(once);
    expect(() => embed(marked('table', 'window'), charts)).toThrow('generated table window');
    expect(() => embed(marked('photo', 'door'), charts)).toThrow('generated photo door');
  });
});

describe.each([...CHARTS])('the drawing of %s', (_, { id, root }) => {
  const drawing = mermaidOf({ id, root });

  it('shows every state', () => {
    for (const { path } of statesOf(root).slice(1)) {
      expect(drawing).toMatch(new RegExp(`\\b${path.at(-1)}\\b`));
    }
  });

  it('shows every event, with its guard', () => {
    for (const { event, guard } of statesOf(root).flatMap(({ transitions }) => transitions)) {
      expect(drawing).toContain(guard === undefined ? event : `${event} [${guard}]`);
    }
  });
});

it('no drawing in the docs is older than the machine that it shows', () => {
  expect(staleFiles().map(({ path }) => `${path} is stale; run npm run charts`)).toEqual([]);
});
