/** Works out where a transition leads, once for each configuration. */

import type { AnyStateNode, AnyTransitionDefinition } from 'xstate';
import type { Why } from './why';

/** Where a transition leads, if nothing happens on the way but leaving and entering. */
export interface Change {
  /** The nodes active afterwards in XState's order; `undefined` if they are those of before. */
  readonly nodes: readonly AnyStateNode[] | undefined;
  /** The top-level final state that was entered: the machine is done. */
  readonly final: AnyStateNode | undefined;
}

/** Nothing is left and nothing entered. */
export const NO_CHANGE: Change = { nodes: undefined, final: undefined };

/**
 * Follows one transition of a machine in which `nodes` are active: XState's `microstep` (SCXML's) for a single transition with a single target
 * and no history, which is what makes it short.
 */
export function changeOf(
  transition: AnyTransitionDefinition,
  nodes: readonly AnyStateNode[],
  root: AnyStateNode,
): Change | Why {
  const [target, ...others] = transition.target ?? [];
  if (target === undefined) return NO_CHANGE;
  if (others.length > 0) return 'several-targets';
  if (target === root) return 'root-target';
  const domain = domainOf(transition, target, root);
  if (domain === undefined) return 'root-target';

  const exited = nodes.filter((node) => isDescendant(node, domain));
  const entered = entrySet(transition.source, target, domain);
  if (entered === 'history') return 'history';
  const inTheWay = firstReason(exited, whyNotLeft) ?? firstReason(entered, whyNotEntered);
  if (inTheWay !== undefined) return inTheWay;

  const remaining = nodes.filter((node) => !exited.includes(node));
  const next = [...remaining, ...entered.sort((a, b) => a.order - b.order)];
  const final = entered.find((node) => node.type === 'final');
  if (final !== undefined) return changeToDone(next, final, root);
  if (next.some((node) => node.always?.length)) return 'always';
  // XState keeps the old nodes in their old order if the transition came back to the same states.
  const same = next.length === nodes.length && next.every((node) => nodes.includes(node));
  return same ? NO_CHANGE : { nodes: next, final: undefined };
}

function changeToDone(next: AnyStateNode[], final: AnyStateNode, root: AnyStateNode): Change | Why {
  if (final.parent !== root || root.type !== 'compound') return 'done-state';
  // A machine that is done leaves all its states, innermost first, and keeps its nodes in that order.
  if (next.some((node) => node.exit.length > 0)) return 'exit';
  return { nodes: next.sort((a, b) => b.order - a.order), final };
}

/** The innermost state that the transition does not leave. */
function domainOf(
  { source, reenter }: AnyTransitionDefinition,
  target: AnyStateNode,
  root: AnyStateNode,
): AnyStateNode | undefined {
  if (!reenter && (target === source || isDescendant(target, source))) return source;
  let ancestor = target.parent;
  while (ancestor && !isDescendant(source, ancestor)) ancestor = ancestor.parent;
  return ancestor ?? (reenter ? undefined : root);
}

/** The states entered below `domain`: the path to the target, and by default all that must go with it. */
function entrySet(
  source: AnyStateNode,
  target: AnyStateNode,
  domain: AnyStateNode,
): AnyStateNode[] | 'history' {
  const entered = new Set<AnyStateNode>();
  if (target !== domain || source !== domain) {
    for (let node: AnyStateNode = target; node !== domain; node = node.parent as AnyStateNode) {
      entered.add(node);
    }
  }
  return complete(domain, entered) ? [...entered] : 'history';
}

/** Adds the initial states and regions of `node` that have to be active too; false for history. */
export function complete(node: AnyStateNode, entered: Set<AnyStateNode>): boolean {
  if (node.type === 'history') return false;
  const children = Object.values<AnyStateNode>(node.states);
  if (node.type === 'compound') {
    let active = children.find((child) => entered.has(child));
    if (active === undefined) {
      active = node.initial.target[0] as AnyStateNode;
      entered.add(active);
    }
    return complete(active, entered);
  }
  if (node.type !== 'parallel') return true;
  for (const region of children) {
    if (region.type === 'history' && !entered.has(region)) continue;
    entered.add(region);
    if (!complete(region, entered)) return false;
  }
  return true;
}

function isDescendant(node: AnyStateNode, ancestor: AnyStateNode): boolean {
  for (let above = node.parent; above; above = above.parent) if (above === ancestor) return true;
  return false;
}

function firstReason(
  nodes: readonly AnyStateNode[],
  why: (node: AnyStateNode) => Why | undefined,
): Why | undefined {
  for (const node of nodes) {
    const reason = why(node);
    if (reason !== undefined) return reason;
  }
  return undefined;
}

/** What happens when `node` is left, apart from leaving it. */
function whyNotLeft(node: AnyStateNode): Why | undefined {
  if (node.after.length > 0) return 'after';
  if (node.invoke.length > 0) return 'invoke';
  if (node.exit.length > 0) return 'exit';
  const remembers = Object.values<AnyStateNode>(node.states).some((s) => s.type === 'history');
  return remembers ? 'history' : undefined;
}

/** What happens when `node` is entered, apart from entering it. */
export function whyNotEntered(node: AnyStateNode): Why | undefined {
  if (node.after.length > 0) return 'after';
  if (node.invoke.length > 0) return 'invoke';
  if (node.entry.length > 0) return 'entry';
  return node.initial.actions.length > 0 ? 'initial-actions' : undefined;
}
