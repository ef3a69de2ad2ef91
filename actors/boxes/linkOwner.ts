/** Lets the app that invoked a server hear what the server emits. */

import type { AnyActorRef } from 'xstate';
import { unchanged, Wiring, wire } from './link';
import { warnUnheard } from './warnUnheard';

interface Owned {
  readonly owner: AnyActorRef | undefined;
}

/** Whatever is said, under its own name. */
const everything = new Wiring({ '*': '*' });

const linked = new WeakSet<AnyActorRef>();

/**
 * Sends the owner all that the server emits: a parent does not hear what its child emits, so a machine
 * that invokes a server gives its `self` as `owner`. If nobody hears of the error that ends it, it warns.
 */
export function linkOwner({ context, self }: { context: Owned; self: AnyActorRef }): void {
  linked.add(self);
  const { owner } = context;
  if (owner !== undefined) wire(self, everything, owner, unchanged);
  warnUnheard(self, owner);
}

/** The same warning of a server that failed before it could link anybody. */
export function warnIfUnlinked(server: AnyActorRef): void {
  if (!linked.has(server)) warnUnheard(server, undefined);
}
