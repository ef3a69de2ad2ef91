import type { AnyActorRef, AnyEventObject } from 'xstate';
import { relay } from '../compiled/xstate/relay';
import { guardUserCode } from './guardUserCode';

interface Owned {
  readonly owner: AnyActorRef | undefined;
}

/**
 * Sends the owner all that the server emits: a parent does not hear what its child emits, so a machine
 * that invokes a server gives its `self` as `owner`. From here on, who else listens cannot harm it.
 */
export function linkOwner({ context, self }: { context: Owned; self: AnyActorRef }): void {
  guardUserCode(self);
  const { owner } = context;
  if (owner === undefined) return;
  self.on('*', (message: AnyEventObject) => relay(self, owner, message));
}
