import type { AnyActorRef, AnyEventObject } from 'xstate';
import { relay } from './compiled/privates';

interface Owned {
  readonly owner: AnyActorRef | undefined;
}

/**
 * Sends the owner all that the server emits: a parent does not hear what its child emits, so a machine
 * that invokes a server gives its `self` as `owner`.
 */
export function linkOwner({ context, self }: { context: Owned; self: AnyActorRef }): void {
  const { owner } = context;
  if (owner === undefined) return;
  self.on('*', (message: AnyEventObject) => relay(self, owner, message));
}
