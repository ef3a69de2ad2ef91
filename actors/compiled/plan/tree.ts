/** How the state nodes of a machine lie to one another. */

import type { AnyStateNode } from 'xstate';

/** The nodes above `node` that are below `end`, from the inside out: all, if there is no `end`. */
export function ancestorsOf(node: AnyStateNode, end?: AnyStateNode): AnyStateNode[] {
  const ancestors: AnyStateNode[] = [];
  if (node === end) return ancestors;
  for (let above = node.parent; above && above !== end; above = above.parent) ancestors.push(above);
  return ancestors;
}

/** Whether `node` is somewhere below `ancestor`. Everything, the root too, is below nothing. */
export function isBelow(node: AnyStateNode, ancestor: AnyStateNode | undefined): boolean {
  let above = node.parent;
  while (above && above !== ancestor) above = above.parent;
  return above === ancestor;
}

export const isHistory = (node: AnyStateNode): boolean => node.type === 'history';

export const isAtomic = (node: AnyStateNode): boolean =>
  node.type === 'atomic' || node.type === 'final';

/** The nodes right below `node` that can be active. */
export const partsOf = (node: AnyStateNode): AnyStateNode[] =>
  Object.values<AnyStateNode>(node.states).filter((part) => !isHistory(part));

/** Whether `node` is at its end while `active` are active. */
export function isFinished(node: AnyStateNode, active: ReadonlySet<AnyStateNode>): boolean {
  if (node.type === 'compound') {
    return partsOf(node).some((part) => part.type === 'final' && active.has(part));
  }
  if (node.type === 'parallel') return partsOf(node).every((part) => isFinished(part, active));
  return node.type === 'final';
}

export const byOrder = (a: AnyStateNode, b: AnyStateNode): number => a.order - b.order;

export const innermostFirst = (a: AnyStateNode, b: AnyStateNode): number => b.order - a.order;
