/** Promises where none can be waited for: what an async function gives a chart. */

const ignored = (): void => {};

/**
 * Whether a value is a promise where none can be waited for. Nobody will wait for it, so that its
 * rejection, which would end the process, is heard here.
 */
export function refusePromise(value: unknown): boolean {
  try {
    const then: unknown = (value as { readonly then?: unknown } | null | undefined)?.then;
    if (typeof then !== 'function') return false;
    then.call(value, ignored, ignored);
    return true;
  } catch {
    // What objects to being looked at, or to being waited for, is no promise that anybody rejects.
    return false;
  }
}
