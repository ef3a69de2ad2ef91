/** How a promise was settled, each time that it was: more than one does not show from outside. */
export type Settled =
  | { readonly is: 'fulfilled'; readonly value: unknown }
  | { readonly is: 'rejected'; readonly reason: unknown };

/**
 * Calls `work` while promises tell at once how they are settled: a simulation has no turns in which it could wait for
 * them. What XState or Node make meanwhile is theirs.
 */
export function withWatchedPromises<T>(work: () => T, settled: (how: Settled) => void): T {
  const { Promise: real } = globalThis;
  class Watched<V> extends real<V> {
    static override get [Symbol.species]() {
      return real;
    }

    constructor(
      executor: (
        resolve: (value: V | PromiseLike<V>) => void,
        reject: (reason?: unknown) => void,
      ) => void,
    ) {
      super((resolve, reject) =>
        executor(
          (value) => {
            settled({ is: 'fulfilled', value });
            resolve(value);
          },
          (reason) => {
            settled({ is: 'rejected', reason });
            reject(reason);
          },
        ),
      );
    }
  }
  globalThis.Promise = Watched as PromiseConstructor;
  try {
    return work();
  } finally {
    globalThis.Promise = real;
  }
}
