import type { AnyActorRef } from 'xstate';
import { interestOf, wrongInterest } from '../oracles/interest';
import { outgrown } from '../oracles/sizes';
import type { World } from './world';

/** What has to be true whenever nothing is due: what is remembered is what there is. */
export function checkAtRest(world: World, alive: ReadonlySet<AnyActorRef>): void {
  if (world.life.isOver) return;
  checkInterest(world);
  if (world.life.askedAt !== undefined) checkIsAsked(world);
  checkSizes(world, alive);
}

function checkInterest({ selector, connections, fail }: World): void {
  if (selector === undefined) return;
  const { readers, writers } = selector.getSnapshot().context;
  // A number that was used twice belongs to whoever came last.
  const byDescriptor = new Map([...connections.values()].map((one) => [one.descriptor, one]));
  for (const connection of byDescriptor.values()) {
    const { descriptor, saidConnected, model } = connection;
    if (saidConnected === 0) continue;
    const seen = { reader: readers.has(descriptor), writer: writers.has(descriptor) };
    const wrong = wrongInterest(interestOf(model), seen);
    if (wrong !== undefined) fail('leftovers', `${connection} ${wrong}, by the selector`);
  }
}

/** Nobody waits for a word that is due. */
function checkIsAsked({ connections }: World): void {
  for (const connection of connections.values()) {
    const { handler, saidConnected } = connection;
    const { actor, isDone, crashed } = handler;
    if (saidConnected > 0 && actor !== undefined && !isDone && !crashed) connection.isAskedInTime();
  }
}

function checkSizes({ connections, fail }: World, alive: ReadonlySet<AnyActorRef>): void {
  let living = 0;
  for (const { model } of connections.values()) if (model.phase !== 'shutdown') living += 1;
  for (const actor of alive) {
    // What a handler holds is its own affair.
    if (actor.id.startsWith('handler-')) continue;
    const { context } = actor.getSnapshot() as { readonly context?: unknown };
    const selects = context !== null && typeof context === 'object' && 'servers' in context;
    const wrong = outgrown(context, selects ? Math.max(1, living) : living);
    if (wrong !== undefined) {
      fail('leftovers', `${actor.id} remembers ${wrong}, and ${living} connections live`);
    }
  }
}
