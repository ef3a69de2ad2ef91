/** Which states transitions enter: SCXML's rules as XState reads them. */

import type { AnyStateNode, AnyTransitionDefinition } from 'xstate';
import type { Memory } from './memory';
import { defaultOf, domainOf, targetsOf } from './targets';
import { ancestorsOf, byOrder, isBelow, isHistory, partsOf } from './tree';

/** What is entered. */
export interface Entered {
  /** In the order in which they are entered. */
  readonly nodes: readonly AnyStateNode[];
  /** Those of them that enter what is below them by themselves, with the actions that belong to it. */
  readonly byDefault: ReadonlySet<AnyStateNode>;
}

/** Collects what has to become active. */
class Entering {
  readonly nodes = new Set<AnyStateNode>();
  readonly byDefault = new Set<AnyStateNode>();

  constructor(private readonly memory: Memory) {}

  follow(transition: AnyTransitionDefinition): void {
    const { source, reenter, target } = transition;
    const domain = domainOf(transition, this.memory);
    for (const node of target ?? []) {
      if (!isHistory(node) && (source !== node || source !== domain || reenter)) {
        this.enter(node);
      }
      this.addBelow(node);
    }
    const boundary = !source.parent && reenter ? undefined : domain;
    for (const node of targetsOf(transition, this.memory)) {
      const above = ancestorsOf(node, domain);
      if (domain?.type === 'parallel') above.push(domain);
      this.addAbove(above, boundary);
    }
  }

  private enter(node: AnyStateNode): void {
    this.nodes.add(node);
    this.byDefault.add(node);
  }

  /** All that has to be active below `node` when it is. */
  private addBelow(node: AnyStateNode): void {
    if (isHistory(node)) {
      this.addRemembered(node);
    } else if (node.type === 'compound') {
      const [initial] = node.initial.target as [AnyStateNode];
      if (!isHistory(initial)) this.enter(initial);
      this.addBelow(initial);
      this.addAbove(ancestorsOf(initial, node));
    } else if (node.type === 'parallel') {
      for (const part of partsOf(node)) {
        if (this.isBegun(part)) continue;
        this.enter(part);
        this.addBelow(part);
      }
    }
  }

  private addRemembered(history: AnyStateNode): void {
    const parent = history.parent as AnyStateNode;
    const remembered = this.memory.of(history);
    const fallback = remembered === undefined ? defaultOf(history) : undefined;
    const nodes = remembered ?? fallback?.target ?? [];
    for (const node of nodes) {
      this.nodes.add(node);
      if (fallback === parent.initial) this.byDefault.add(parent);
      this.addBelow(node);
    }
    for (const node of nodes) this.addAbove(ancestorsOf(node, parent));
  }

  /** Those of `above` that are within `boundary`, and the other regions of those that are parallel. */
  private addAbove(above: readonly AnyStateNode[], boundary?: AnyStateNode): void {
    for (const node of above) {
      if (boundary === undefined || isBelow(node, boundary)) this.nodes.add(node);
      if (node.type !== 'parallel') continue;
      for (const part of partsOf(node)) {
        if (this.isBegun(part)) continue;
        this.nodes.add(part);
        this.addBelow(part);
      }
    }
  }

  private isBegun(part: AnyStateNode): boolean {
    return [...this.nodes].some((node) => isBelow(node, part));
  }
}

/** What these transitions enter. */
export function enteredBy(
  transitions: readonly AnyTransitionDefinition[],
  memory: Memory,
): Entered {
  const entering = new Entering(memory);
  for (const transition of transitions) entering.follow(transition);
  return { nodes: [...entering.nodes].sort(byOrder), byDefault: entering.byDefault };
}
