import type { Chart, ChartState, ChartTransition, Path } from './chart';

const cut = (path: Path, depth: number): Path => path.slice(0, depth);

/** Transitions as seen from outside the states that are folded: what goes on inside is left out. */
function seenFromOutside(
  transitions: readonly ChartTransition[],
  depth: number,
): ChartTransition[] {
  return transitions.flatMap((transition) => {
    const source = cut(transition.source, depth);
    const targets = transition.targets.map((target) => cut(target, depth));
    const isInside = targets.some((target) => target.join() === source.join());
    return isInside ? [] : [{ ...transition, source, targets }];
  });
}

function allTransitions(state: ChartState): ChartTransition[] {
  return [...state.transitions, ...state.states.flatMap(allTransitions)];
}

function folded(state: ChartState, depth: number): ChartState {
  if (state.path.length < depth || state.states.length === 0) {
    return {
      ...state,
      transitions: seenFromOutside(state.transitions, depth),
      states: state.states.map((child) => folded(child, depth)),
    };
  }
  const transitions = seenFromOutside(allTransitions(state), depth);
  return { ...state, kind: 'atomic', initial: undefined, states: [], transitions };
}

/** A chart with the states below a depth folded into the ones around them. */
export function outlineOf({ id, root }: Chart, depth: number): Chart {
  return { id, root: folded(root, depth) };
}
