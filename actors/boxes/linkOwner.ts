/** Lets the app that invoked a server hear what the server emits. */

import type { AnyActorRef } from 'xstate';
import { quicken } from '../compiled/quicken';
import { unchanged, Wiring, wire } from './link';
import { takes } from './takes';
import { warnUnheard } from './warnUnheard';

interface Owned {
  readonly owner: AnyActorRef | undefined;
}

/**
 * What is said, under its own name, as far as the owner listens to it: an event that no state of a chart
 * takes changes nothing there, and would cost a step of its interpreter for each connection.
 */
const whatItTakes = (owner: AnyActorRef): Wiring =>
  new Wiring({ '*': '*' }, (type) => takes(owner, type));

const linked = new WeakSet<AnyActorRef>();

/**
 * Sends the owner what it listens to of all that the server emits: a parent does not hear what its child
 * emits, so a machine that invokes a server gives its `self` as `owner`. If nobody hears of the error that
 * ends it, it warns.
 */
export function linkOwner({ context, self }: { context: Owned; self: AnyActorRef }): void {
  linked.add(self);
  const { owner } = context;
  if (owner !== undefined) {
    quicken(owner);
    wire(self, whatItTakes(owner), owner, unchanged);
  }
  warnUnheard(self, owner);
}

/** The same warning of a server that failed before it could link anybody. */
export function warnIfUnlinked(server: AnyActorRef): void {
  if (!linked.has(server)) warnUnheard(server, undefined);
}
