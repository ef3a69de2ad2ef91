import { createMachine } from 'xstate';
import { type Chart, chartOf, statesOf } from '../../../../actors/services/charts/chart';
import { type ElkNode, elkGraphOf } from '../../../../actors/services/charts/elkGraph';
import { layOutHere } from '../../../../actors/services/charts/elkHere';
import { linksOf } from '../../../../actors/services/charts/links';
import { measureByTable } from '../../../../actors/services/charts/measure';
import { svgOf } from '../../../../actors/services/charts/svg';
import { CHARTS } from '../../../../scripts/charts/machines';
import { doorChart } from './door';

interface Box {
  readonly name: string;
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

type Placed = { x?: number; y?: number; width?: number; height?: number };

const boxOf = (name: string, { x = 0, y = 0, width = 0, height = 0 }: Placed): Box => ({
  name,
  left: x,
  top: y,
  right: x + width,
  bottom: y + height,
});

const overlap = (a: Box, b: Box) =>
  a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;

/** The states without states inside, of which nothing may lie upon another. */
function innermost(node: ElkNode): Box[] {
  return node.children === undefined ? [boxOf(node.id, node)] : node.children.flatMap(innermost);
}

async function boxesOf(chart: Chart): Promise<Box[]> {
  const graph = await layOutHere(elkGraphOf(chart, { measure: measureByTable }));
  const labels = (graph.edges ?? []).flatMap((edge) =>
    edge.labels.map((label) => boxOf(label.text, label)),
  );
  return [...innermost(graph), ...labels];
}

it.each([...CHARTS])('no words lie upon others in the picture of %s', async (_, chart) => {
  const boxes = await boxesOf(chart);
  expect(boxes.length).toBeGreaterThan(2);
  const upon = boxes.flatMap((one, index) =>
    boxes.slice(index + 1).flatMap((other) => (overlap(one, other) ? [[one, other]] : [])),
  );
  expect(upon).toEqual([]);
});

it.each([...CHARTS])('the picture of %s has every state and every event', async (_, chart) => {
  const svg = await svgOf(chart);
  for (const { path } of statesOf(chart.root)) {
    expect(svg).toContain(`>${path.at(-1) ?? chart.id}</text>`);
  }
  for (const { transitions } of linksOf(chart)) {
    for (const { event, guard } of transitions) {
      expect(svg).toContain(`>${guard === undefined ? event : `${event} [${guard}]`}</text>`);
    }
  }
});

it('a picture is the same each time, also while others are drawn', async () => {
  const [first, , second] = await Promise.all([
    svgOf(doorChart),
    svgOf(CHARTS.get('connectedSocketAdapter') as Chart),
    svgOf(doorChart),
  ]);
  expect(second).toBe(first);
});

it('names of states, events and guards are words, whatever they are made of', async () => {
  const chart = chartOf(
    createMachine({
      id: '</style><script>alert(1)</script>',
      initial: '"<b>&amp;',
      states: {
        '"<b>&amp;': { on: { '</text><image href="x">\u0000\u001b': '#dotted' } },
        'a.b': { id: 'dotted' },
        常に: { on: { 'x.*': '#dotted' } },
      },
    }),
  );
  const svg = await svgOf(chart);
  expect(svg).not.toMatch(/<script|<image|<b>|&amp;[^#]/);
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what may not be there.
  expect(svg).not.toMatch(/[\u0000-\u0009\u000b-\u001f]/);
  expect(svg).toContain('常に');
});

it('a chart of one state is drawn', async () => {
  expect(await svgOf(chartOf(createMachine({ id: 'rock' })))).toContain('>rock</text>');
});

it('history states and transitions to themselves are drawn', async () => {
  const chart = chartOf(
    createMachine({
      id: 'player',
      initial: 'on',
      states: {
        on: {
          initial: 'slow',
          on: { off: 'off', again: { target: 'on', reenter: true } },
          states: { slow: { on: { go: 'fast' } }, fast: {}, last: { type: 'history' } },
        },
        off: { on: { on: 'on.last' } },
      },
    }),
  );
  expect(await svgOf(chart)).toContain('>again</text>');
});
