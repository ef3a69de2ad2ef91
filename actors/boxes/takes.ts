/** What a chart listens to in some state or other: nobody needs to tell it anything else. */

import type { AnyActorRef } from 'xstate';

const matches = (descriptor: string, type: string): boolean =>
  descriptor === type ||
  descriptor === '*' ||
  (descriptor.endsWith('.*') && type.startsWith(descriptor.slice(0, -1)));

/** Whether an actor takes an event, in whatever state. One that is no chart may take anything. */
export function takes(actor: AnyActorRef, type: string): boolean {
  const { logic } = actor as unknown as { readonly logic?: { readonly events?: unknown } };
  const events = logic?.events;
  return !Array.isArray(events) || events.some((descriptor) => matches(`${descriptor}`, type));
}
