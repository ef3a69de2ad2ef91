import type { AnyStateMachine, AnyStateNode } from 'xstate';

/** Follows a chart from where it begins, along whatever its states may answer. */
class Walk {
  readonly reached = new Set<AnyStateNode>();
  private readonly entered = new Set<AnyStateNode>();

  enter(node: AnyStateNode): void {
    if (this.entered.has(node)) return;
    this.entered.add(node);
    this.reach(node);
    if (node.type === 'parallel') this.enterAll(node);
    else if (node.type === 'compound') for (const first of node.initial.target) this.enter(first);
    // It leads to where the state around it was left, which may be anywhere in it.
    else if (node.type === 'history' && node.parent !== undefined) this.enterAll(node.parent);
  }

  private enterAll(node: AnyStateNode): void {
    for (const child of Object.values(node.states)) this.enter(child);
  }

  /** A state that is entered from within begins nowhere of its own, but for its regions. */
  private reach(node: AnyStateNode): void {
    if (this.reached.has(node)) return;
    this.reached.add(node);
    if (node.parent !== undefined) this.reach(node.parent);
    if (node.type === 'parallel') this.enterAll(node);
    for (const { target } of [...[...node.transitions.values()].flat(), ...(node.always ?? [])])
      for (const next of target ?? []) this.enter(next);
  }
}

/**
 * The states that a machine can come to be in. Charts may have others: a connection in plain text shares
 * its chart with those that are secured, but begins behind the handshake.
 */
export function reachableStates({ root }: AnyStateMachine): ReadonlySet<AnyStateNode> {
  const walk = new Walk();
  walk.enter(root);
  return walk.reached;
}
