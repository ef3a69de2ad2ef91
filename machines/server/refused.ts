/** Nothing, one id, or those whose lowest bit is 0 and those whose lowest bit is 1, without that bit. */
type Tree = undefined | number | readonly [Tree, Tree];

const half = (id: number) => Math.floor(id / 2);
const isOdd = (id: number) => id % 2 !== 0;

const holds = (tree: Tree, id: number): boolean =>
  typeof tree === 'object' ? holds(tree[isOdd(id) ? 1 : 0], half(id)) : tree === id;

function added(tree: Tree, id: number): Tree {
  if (tree === undefined) return id;
  if (typeof tree === 'number') return added(added([undefined, undefined], tree), id);
  const [even, odd] = tree;
  return isOdd(id) ? [even, added(odd, half(id))] : [added(even, half(id)), odd];
}

function removed(tree: Tree, id: number): Tree {
  if (typeof tree !== 'object') return undefined;
  const [even, odd] = tree;
  return isOdd(id) ? joined(even, removed(odd, half(id))) : joined(removed(even, half(id)), odd);
}

/** What is left of two halves: one id alone needs none, so that a tree is no deeper than it has to be. */
function joined(even: Tree, odd: Tree): Tree {
  if (odd === undefined && typeof even !== 'object') return even && even * 2;
  if (even === undefined && typeof odd === 'number') return odd * 2 + 1;
  return [even, odd];
}

/**
 * Ids of connections that were turned away and are not gone yet. One more or one less makes a new value
 * that shares all but a few steps with the old one: the ten-thousandth costs about as much as the first.
 */
export class Refused {
  static readonly nobody = new Refused(0, undefined);

  private constructor(
    readonly size: number,
    private readonly tree: Tree,
  ) {}

  has(id: number): boolean {
    return holds(this.tree, id);
  }

  with(id: number): Refused {
    return this.has(id) ? this : new Refused(this.size + 1, added(this.tree, id));
  }

  without(id: number): Refused {
    return this.has(id) ? new Refused(this.size - 1, removed(this.tree, id)) : this;
  }

  /** Shown by inspectors and `JSON.stringify`: how many, not who. */
  toJSON(): { size: number } {
    return { size: this.size };
  }
}
