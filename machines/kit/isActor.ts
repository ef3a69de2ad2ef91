/** An actor, as XState makes them: it can be sent events, and be told from others. */
export function isActor(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false;
  try {
    const { send, sessionId } = value as { readonly send?: unknown; readonly sessionId?: unknown };
    return typeof send === 'function' && typeof sessionId === 'string';
  } catch {
    // It objects to being looked at.
    return false;
  }
}
