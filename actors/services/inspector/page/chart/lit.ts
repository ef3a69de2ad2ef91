import type { StateValue } from 'xstate';
import type { Chart, ChartState, Path } from '../../../charts/chart';
import { pathKey } from '../../../charts/drawing';
import { linksOf } from '../../../charts/links';
import type { Mark } from '../../messages';
import { activePaths } from '../kit/states';

/** What of a chart is lit. */
export interface Lit {
  readonly state: StateValue | undefined;
  readonly marks: readonly Mark[];
}

function stateAt(chart: Chart, path: Path): ChartState | undefined {
  let state: ChartState | undefined = chart.root;
  for (const key of path) state = state?.states.find((child) => child.path.at(-1) === key);
  return state;
}

/** The numbers of the arrows that transitions lead along, as the picture has them. */
function markedLinks(chart: Chart, marks: readonly Mark[]): Set<string> {
  const links = linksOf(chart);
  const taken = marks.map(({ source, index }) => stateAt(chart, source)?.transitions[index]);
  const found = links.flatMap(({ transitions }, index) =>
    transitions.some((transition) => taken.includes(transition)) ? [String(index)] : [],
  );
  return new Set(found);
}

/** Lights what is active in a picture or in boxes, and marks the transitions that were taken last. */
export function light(root: Element, chart: Chart, { state, marks }: Lit): void {
  const active = new Set(activePaths(state).map(pathKey));
  const acts = new Set(marks.map(({ source, index }) => `${pathKey(source)} ${index}`));
  for (const element of root.querySelectorAll('[data-state]')) {
    const key = element.getAttribute('data-state') as string;
    element.classList.toggle('active', active.has(key));
    for (const line of element.querySelectorAll(':scope > [data-act]')) {
      line.classList.toggle('taken', acts.has(`${key} ${line.getAttribute('data-act')}`));
    }
  }
  const links = markedLinks(chart, marks);
  for (const element of root.querySelectorAll('[data-link]')) {
    element.classList.toggle('taken', links.has(element.getAttribute('data-link') as string));
  }
}

/** What was taken, in words: `blocked: sendReady → ready`. */
export function markWords(chart: Chart, marks: readonly Mark[]): string {
  return marks
    .flatMap(({ source, index }) => {
      const transition = stateAt(chart, source)?.transitions[index];
      if (transition === undefined) return [];
      const targets = transition.targets.map((path) => path.join('.') || chart.id).join(', ');
      const does = targets === '' ? transition.actions.join(', ') || 'ignored' : `→ ${targets}`;
      return [
        `${transition.event} in ${source.join('.') || chart.id} ${targets ? '' : '/ '}${does}`,
      ];
    })
    .join('; ');
}
