/** Which states transitions leave: SCXML's rules as XState reads them. */

import type { AnyStateNode, AnyTransitionDefinition } from 'xstate';
import type { Memory } from './memory';
import { ancestorsOf, isBelow, isHistory } from './tree';

type Leading = Pick<AnyTransitionDefinition, 'target'>;

/** Where a history state leads that has nothing to remember. */
export function defaultOf(history: AnyStateNode): Leading {
  const { parent } = history;
  const { target } = history.config as { readonly target?: unknown };
  if (target === undefined || target === '') {
    return parent?.type === 'parallel' ? { target: [parent] } : (parent?.initial as Leading);
  }
  const targets = Array.isArray(target) ? target : [target];
  return { target: targets.map((to) => (typeof to === 'string' ? found(parent, to) : to)) };
}

/** The state that a history state's `target` means, by its path or by its id. */
function found(parent: AnyStateNode | undefined, path: string): AnyStateNode {
  if (path.startsWith('#')) return parent?.machine.getStateNodeById(path) as AnyStateNode;
  let node = parent as AnyStateNode;
  for (const key of path.split('.')) {
    if (key === '') break;
    node = node.states[key] as AnyStateNode;
  }
  return node;
}

/** The states that a transition is about, in the place of those that only remember them. */
export function targetsOf({ target }: Leading, memory: Memory): AnyStateNode[] {
  const targets = new Set<AnyStateNode>();
  for (const node of target ?? []) {
    const meant = isHistory(node)
      ? (memory.of(node) ?? targetsOf(defaultOf(node), memory))
      : [node];
    for (const one of meant) targets.add(one);
  }
  return [...targets];
}

/** The innermost state that a transition does not leave; none, if it leaves even the root. */
export function domainOf(
  transition: AnyTransitionDefinition,
  memory: Memory,
): AnyStateNode | undefined {
  const { source, reenter } = transition;
  const targets = targetsOf(transition, memory);
  if (!reenter && targets.every((to) => to === source || isBelow(to, source))) return source;
  const [first = source, ...others] = targets;
  const common = ancestorsOf(first).find((above) =>
    [...others, source].every((node) => isBelow(node, above)),
  );
  return common ?? (reenter ? undefined : source.machine.root);
}

/** The active states that these transitions leave. */
export function exitedBy(
  transitions: readonly AnyTransitionDefinition[],
  active: ReadonlySet<AnyStateNode>,
  memory: Memory,
): AnyStateNode[] {
  const exited = new Set<AnyStateNode>();
  for (const transition of transitions) {
    if (!transition.target?.length) continue;
    const domain = domainOf(transition, memory);
    if (domain !== undefined && transition.reenter && transition.source === domain) {
      exited.add(domain);
    }
    for (const node of active) if (isBelow(node, domain)) exited.add(node);
  }
  return [...exited];
}

/** Those of the transitions that can be taken together: an inner one comes before an outer one. */
export function withoutConflicts(
  transitions: readonly AnyTransitionDefinition[],
  active: ReadonlySet<AnyStateNode>,
  memory: Memory,
): AnyTransitionDefinition[] {
  const exited = (transition: AnyTransitionDefinition) => exitedBy([transition], active, memory);
  const taken = new Set<AnyTransitionDefinition>();
  for (const transition of new Set(transitions)) {
    const conflicting = [...taken].filter((other) => {
      const left = exited(other);
      return exited(transition).some((node) => left.includes(node));
    });
    const isPreempted = conflicting.some((other) => !isBelow(transition.source, other.source));
    if (isPreempted) continue;
    for (const other of conflicting) taken.delete(other);
    taken.add(transition);
  }
  return [...taken];
}
