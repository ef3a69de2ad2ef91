/** As XState does: in a macrotask of its own, where global error handlers find it. */
export function reportUnhandledError(error: unknown): void {
  setTimeout(() => {
    throw error;
  });
}
