import { statesOf } from '../../actors/services/charts/chart';
import { mermaidOf } from '../../actors/services/charts/mermaid';
import { embed } from '../../scripts/charts/embed';
import { staleFiles } from '../../scripts/charts/files';
import { CHARTS } from '../../scripts/charts/machines';
import { tableOf } from '../../scripts/charts/table';
import { doorChart as chart } from '../actors/services/charts/door';

describe('a page of the docs', () => {
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

  it('embeds pictures by where they are, seen from the page', () => {
    const marked = '<!-- generated chart door -->\n<!-- end generated -->';
    const embedded = embed(marked, new Map([['door', chart]]), 'docs/charts/');
    expect(embedded).toContain('](docs/charts/door.svg)');
  });

  it('replaces what is between its markers, and complains of markers that it does not know', () => {
    const charts = new Map([['door', chart]]);
    const marked = (kind: string, id: string) =>
      `before\n<!-- generated ${kind} ${id} -->\nold\n<!-- end generated -->\nafter\n`;
    const once = embed(marked('table', 'door'), charts, '');
    expect(once).toContain('| `open.ajar` | `push` |');
    expect(once).not.toContain('old');
    expect(once).toMatch(/^before\n[\s\S]*\nafter\n$/);
    expect(embed(once, charts, '')).toBe(once);
    expect(() => embed(marked('table', 'window'), charts, '')).toThrow('generated table window');
    expect(() => embed(marked('photo', 'door'), charts, '')).toThrow('generated photo door');
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

it('no drawing in the docs is older than the machine that it shows', async () => {
  const stale = await staleFiles();
  expect(stale.map(({ path }) => `${path} is stale; run npm run charts`)).toEqual([]);
});
