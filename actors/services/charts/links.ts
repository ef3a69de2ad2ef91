import { type Chart, type ChartTransition, type Path, statesOf } from './chart';

/** An arrow from one state to another, wherever they are, with everything that leads along it. */
export interface Link {
  readonly source: Path;
  readonly target: Path;
  readonly transitions: readonly ChartTransition[];
}

/** `event [guard]`. */
export function labelOf({ event, guard }: ChartTransition): string {
  return guard === undefined ? event : `${event} [${guard}]`;
}

/** The arrows of a chart, in the order in which its states have them. */
export function linksOf({ root }: Chart): Link[] {
  const links = new Map<string, { source: Path; target: Path; transitions: ChartTransition[] }>();
  for (const { path: source, transitions } of statesOf(root)) {
    for (const transition of transitions) {
      for (const target of transition.targets) {
        const key = JSON.stringify([source, target]);
        const link = links.get(key) ?? { source, target, transitions: [] };
        links.set(key, link);
        link.transitions.push(transition);
      }
    }
  }
  return [...links.values()];
}
