import type { Chart, ChartState } from '../../../charts/chart';
import { pathKey } from '../../../charts/drawing';
import { linesInside } from '../../../charts/inside';
import { labelOf, linksOf } from '../../../charts/links';
import { el } from '../kit/dom';

/** A chart as boxes within boxes: there at once, and what is left where no layout can be had. */
export function boxesOf(chart: Chart): HTMLElement {
  const links = linksOf(chart).map((link, index) => ({ ...link, index }));
  const box = (state: ChartState): HTMLElement => {
    const key = pathKey(state.path);
    const leaving = links.filter(({ source }) => pathKey(source) === key);
    const head = el('span', { class: 'name' }, state.path.at(-1) ?? chart.id);
    const inside = linesInside(state).map(({ text, transition }) =>
      el('span', { class: 'line', 'data-act': transition }, text),
    );
    const arrows = leaving.map(({ transitions, target, index }) => {
      const said = [...new Set(transitions.map(labelOf))].join(', ');
      return el(
        'span',
        { class: 'line', 'data-link': index },
        `${said} → ${target.at(-1) ?? chart.id}`,
      );
    });
    const children = state.states.map(box);
    return el(
      'div',
      { class: `box ${state.kind}`, 'data-state': key },
      head,
      ...inside,
      ...arrows,
      children.length > 0 && el('div', { class: 'inside' }, ...children),
    );
  };
  return el('div', { class: 'boxes' }, box(chart.root));
}
