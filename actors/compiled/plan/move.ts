/** Works out what taking transitions does, once for each configuration: a microstep as a list of steps. */

import {
  type AnyStateMachine,
  type AnyStateNode,
  type AnyTransitionDefinition,
  spawnChild,
  stopChild,
} from 'xstate';
import { type Entered, enteredBy } from './entered';
import type { Memory } from './memory';
import type { Configuration, Move } from './plan';
import { innerStep, type Step, stepOf } from './steps';
import { exitedBy, withoutConflicts } from './targets';
import { innermostFirst, isAtomic, isBelow, isFinished, isHistory } from './tree';

/** Collects the steps of a move while it follows which states are active. */
class Following {
  readonly steps: Step[] = [];
  readonly active: Set<AnyStateNode>;
  readonly #completed = new Set<AnyStateNode>();
  isDone = false;

  constructor(
    private readonly machine: AnyStateMachine,
    nodes: readonly AnyStateNode[],
  ) {
    this.active = new Set(nodes);
  }

  do(actions: readonly unknown[]): void {
    for (const action of actions) this.steps.push(stepOf(action, this.machine));
  }

  leave(node: AnyStateNode): void {
    this.do(node.exit);
    this.do(node.invoke.map(({ id }) => stopChild(id)));
    this.active.delete(node);
  }

  enter(node: AnyStateNode, byDefault: boolean): void {
    const { steps } = this;
    const ids = node.invoke.map(({ id }) => id);
    this.active.add(node);
    if (ids.length > 0) steps.push(innerStep('expect', { params: ids }));
    this.do(node.entry);
    for (const invoked of node.invoke) {
      this.do([spawnChild(invoked.src as never, optionsOf(invoked) as never)]);
    }
    if (byDefault) this.do(node.initial.actions);
    if (ids.length > 0) steps.push(innerStep('expected', {}));
    if (node.type === 'final') this.complete(node);
  }

  /** A final state tells its parent, and all parallel states that have come to their end by it. */
  private complete(final: AnyStateNode): void {
    const { parent } = final;
    let above = parent?.type === 'parallel' ? parent : parent?.parent;
    let completing = above ?? final;
    if (parent?.type === 'compound') this.tell(parent, final);
    while (above?.type === 'parallel' && !this.#completed.has(above)) {
      if (!isFinished(above, this.active)) break;
      this.#completed.add(above);
      this.tell(above, undefined);
      completing = above;
      above = above.parent;
    }
    if (above) return;
    this.isDone = true;
    this.steps.push(innerStep('finish', { node: completing }));
  }

  private tell(node: AnyStateNode, final: AnyStateNode | undefined): void {
    this.steps.push(innerStep('done', { type: `xstate.done.state.${node.id}`, node: final }));
  }
}

const optionsOf = (invoked: AnyStateNode['invoke'][number]) => ({
  ...invoked,
  syncSnapshot: !!(invoked as { readonly onSnapshot?: unknown }).onSnapshot,
});

/**
 * What XState's `microstep` (SCXML's) does with the transitions that were selected in a configuration. The
 * first of all, which enters the machine, leaves nothing.
 */
export function moveOf(
  configuration: Configuration,
  transitions: readonly AnyTransitionDefinition[],
  memory: Memory,
  isFirst = false,
): Move {
  const { nodes, among } = configuration;
  const { machine } = among;
  const following = new Following(machine, nodes);
  const { active, steps } = following;
  const taken = withoutConflicts(transitions, active, memory);
  const left = isFirst ? [] : exitedBy(taken, active, memory).sort(innermostFirst);
  const remembered = rememberedOf(left, nodes);
  for (const node of left) following.leave(node);
  for (const { actions } of taken) following.do(actions);
  memory.add(remembered);
  const { nodes: entered, byDefault } = enteredOr(following, taken, memory);
  for (const node of entered) {
    following.enter(node, byDefault.has(node) || (isFirst && node === machine.root));
  }
  const next = [...active];
  // A machine that is done leaves all its states, innermost first, and keeps its nodes in that order.
  if (following.isDone) {
    next.sort(innermostFirst);
    for (const node of next) following.do(node.exit);
  }
  // XState keeps the old nodes in their old order if it came back to the same states.
  const isSame = next.length === nodes.length && nodes.every((node) => active.has(node));
  const moves = !isSame || remembered !== undefined;
  return {
    transitions,
    steps,
    effects: steps.filter(({ kind }) => kind === 'emit' || kind === 'sendTo').length,
    to: moves ? among.ofAny(next) : configuration,
    moves,
    remembered,
  };
}

const NOTHING: Entered = { nodes: [], byDefault: new Set() };

/**
 * What is entered; or nothing, if there is no end to it, as of an initial state that is a history state with
 * no default of its own. XState finds that out when all that comes before has been done.
 */
function enteredOr(
  following: Following,
  taken: readonly AnyTransitionDefinition[],
  memory: Memory,
): Entered {
  try {
    return enteredBy(taken, memory);
  } catch (error) {
    following.steps.push(innerStep('fail', { params: error }));
    return NOTHING;
  }
}

/** What the history states of the states that are left have to remember. */
function rememberedOf(
  left: readonly AnyStateNode[],
  active: readonly AnyStateNode[],
): Record<string, AnyStateNode[]> | undefined {
  let remembered: Record<string, AnyStateNode[]> | undefined;
  for (const node of left) {
    for (const history of Object.values<AnyStateNode>(node.states).filter(isHistory)) {
      remembered ??= {};
      remembered[history.id] = active.filter((other) =>
        history.history === 'deep'
          ? isAtomic(other) && isBelow(other, node)
          : other.parent === node,
      );
    }
  }
  return remembered;
}
