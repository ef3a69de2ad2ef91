/** A small deliberate fault of the product. */
export interface Mutation {
  readonly name: string;
  /** Relative to the project. */
  readonly file: string;
  /** What is there; it must be there exactly once, so that a mutation cannot go stale unnoticed. */
  readonly find: string;
  readonly replace: string;
}
