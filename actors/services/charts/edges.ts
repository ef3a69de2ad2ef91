import { type Chart, type ChartState, type ChartTransition, type Path, statesOf } from './chart';
import { labelOf } from './links';

/** An arrow between two states that have the same parent. */
export interface Edge {
  readonly from: Path;
  readonly to: Path;
  readonly label: string;
}

/** An arrow that says where inside `from` it begins. */
interface Arrow {
  readonly from: Path;
  readonly to: Path;
  /** The event, its guard, and where inside `to` it ends. */
  readonly said: string;
  readonly source: Path;
}

const startsWith = (path: Path, prefix: Path) => prefix.every((key, index) => path[index] === key);

const samePath = (left: Path, right: Path) =>
  left.length === right.length && startsWith(left, right);

function stateAt(root: ChartState, path: Path): ChartState {
  let found = root;
  for (const key of path) {
    found = found.states.find((child) => child.path.at(-1) === key) ?? found;
  }
  return found;
}

/** Whether entering `to` by default leads to `target`. */
function isDefault(root: ChartState, to: Path, target: Path): boolean {
  let at: Path | undefined = to;
  while (at !== undefined) {
    if (samePath(at, target)) return true;
    at = stateAt(root, at).initial;
  }
  return false;
}

const handlesAlone = (state: ChartState, event: string) =>
  state.transitions.some((own) => own.event === event && own.guard === undefined);

/** A transition of a state to one inside it is one from each of its children that has none of its own. */
function fromChildren(root: ChartState, transition: ChartTransition, target: Path): Arrow[] {
  const parent = stateAt(root, transition.source);
  return parent.states
    .filter(
      (child) =>
        child.kind !== 'final' &&
        !startsWith(target, child.path) &&
        !handlesAlone(child, transition.event),
    )
    .flatMap((child) => edge(root, { ...transition, source: child.path }, target));
}

/** Whether the state is active whenever the one at `outer` is: one of its regions. */
const isRegionOf = (root: ChartState, path: Path, outer: Path) =>
  path.length === outer.length + 1 && stateAt(root, outer).kind === 'parallel';

function edge(root: ChartState, transition: ChartTransition, target: Path): Arrow[] {
  const { source } = transition;
  const said = labelOf(transition);
  if (samePath(source, target)) return [{ from: source, to: target, said, source }];
  if (startsWith(target, source)) return fromChildren(root, transition, target);
  if (startsWith(source, target)) {
    const { initial } = stateAt(root, target);
    return initial === undefined ? [] : edge(root, transition, initial);
  }
  let common = 0;
  while (source[common] === target[common]) common += 1;
  const from = source.slice(0, common + 1);
  const to = target.slice(0, common + 1);
  const into = isDefault(root, to, target) ? '' : ` → ${target.slice(common + 1).join('.')}`;
  const isSaidByParent = isRegionOf(root, source, from);
  return [{ from, to, said: `${said}${into}`, source: isSaidByParent ? from : source }];
}

/** Arrows that say the same: one whose source is inside another's source adds nothing. */
function merged(arrows: readonly Arrow[]): Edge {
  const { from, to, said } = arrows[0] as Arrow;
  const sources = arrows.map(({ source }) => source);
  const outermost = sources.filter(
    (source, index) =>
      sources.findIndex((other) => startsWith(source, other)) === index &&
      !sources.some((other) => other.length < source.length && startsWith(source, other)),
  );
  const inside = outermost.map((source) => source.slice(from.length).join('.'));
  return { from, to, label: inside.includes('') ? said : `${said} (in ${inside.join(', ')})` };
}

/**
 * The arrows of a chart. Mermaid draws none across the border of a state, so one that crosses is drawn
 * between the two states on the same level, and its label says from and to which state inside.
 */
export function edgesOf({ root }: Chart): Edge[] {
  const arrows = statesOf(root).flatMap((state) =>
    state.transitions.flatMap((transition) =>
      transition.targets.flatMap((target) => edge(root, transition, target)),
    ),
  );
  const alike = new Map<string, Arrow[]>();
  for (const arrow of arrows) {
    const key = JSON.stringify([arrow.from, arrow.to, arrow.said]);
    alike.set(key, [...(alike.get(key) ?? []), arrow]);
  }
  return [...alike.values()].map(merged);
}
