/** Lets the app that invoked a server hear what the server emits. */

import type { AnyActorRef } from 'xstate';
import { stopOrphansOnFailure } from '../compiled/xstate/stopOrphans';
import { unchanged, Wiring, wire } from './link';
import { warnUnheard } from './warnUnheard';

interface Owned {
  readonly owner: AnyActorRef | undefined;
}

/** Whatever is said, under its own name. */
const everything = new Wiring({ '*': '*' });

/**
 * Sends the owner all that the server emits: a parent does not hear what its child emits, so a machine
 * that invokes a server gives its `self` as `owner`. If nobody hears of the error that ends it, it warns.
 */
export function linkOwner({ context, self }: { context: Owned; self: AnyActorRef }): void {
  stopOrphansOnFailure(self);
  const { owner } = context;
  if (owner !== undefined) wire(self, everything, owner, unchanged);
  warnUnheard(self, owner);
}
