import type { AnyActorRef } from 'xstate';
import { findSelectorService } from '../../actors/listener/selectorService';

/** What the selector of the actor's system holds; undefined when there is none. */
export function selectorOf(
  actor: AnyActorRef,
): { readers: number; writers: number; servers: number } | undefined {
  const context = findSelectorService(actor)?.getSnapshot().context;
  return (
    context && {
      readers: context.readers.size,
      writers: context.writers.size,
      servers: context.servers.size,
    }
  );
}
