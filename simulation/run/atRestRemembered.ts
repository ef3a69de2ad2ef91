import type { AnyActorRef } from 'xstate';
import { wrongInterest } from '../oracles/interest';
import { outgrown } from '../oracles/sizes';
import { CHILD } from '../protocols/unruly';
import type { Connection } from './connection';
import type { Tapped } from './tap';
import type { World } from './world';

/** Timers that are nobody's alone: those of drains, and two lists of deadlines for each time it listened. */
const COMMON_TIMERS = 10;

/** Nothing is remembered but what lives: actors, listeners, timers, and the sizes of all that holds them. */
export function checkRemembered(world: World, tapped: Tapped): void {
  const living = [...world.connections.values()].filter(
    ({ csa, model }) => csa !== undefined && model.phase !== 'shutdown',
  );
  checkSelector(world, living);
  checkActors(world, living, tapped);
  checkListeners(world, living, tapped);
  checkSizes(world, living.length, tapped.alive);
  const { timers } = world.network.census();
  if (timers > COMMON_TIMERS + living.length + world.waiting)
    world.fail('leftovers', `${timers} timers wait`);
}

/** What the selector holds of one connection. */
export function checkInterest({ selector, fail }: World, connection: Connection): void {
  if (selector === undefined || connection.csa === undefined) return;
  const { readers, writers } = selector.getSnapshot().context;
  const { descriptor, model } = connection;
  const seen = { reader: readers.has(descriptor), writer: writers.has(descriptor) };
  const wrong = wrongInterest(model.interest, seen);
  if (wrong !== undefined) fail('leftovers', `${connection} ${wrong}, by the selector`);
}

/** It knows the living, whose server it knows, and nobody else. */
function checkSelector(world: World, living: readonly Connection[]): void {
  const { selector, tcpServer, fail } = world;
  if (selector === undefined || tcpServer === undefined) return;
  for (const connection of world.connections.values()) checkInterest(world, connection);
  const { readers, writers, servers } = selector.getSnapshot().context;
  const reading = living.filter(({ model }) => model.interest.reader).length;
  const writing = living.filter(({ model }) => model.interest.writer).length;
  if (readers.size !== reading || writers.size !== writing) {
    const known = `${readers.size} readers and ${writers.size} writers`;
    fail('leftovers', `the selector knows ${known} of ${reading} and ${writing}`);
  }
  if (servers.size !== 1 || !servers.has(tcpServer.sessionId)) {
    fail('leftovers', `the selector knows ${servers.size} servers, of one`);
  }
}

/** One CSA for each living connection, one handler for each that has not finished, and the server's own. */
function checkActors(world: World, living: readonly Connection[], { alive }: Tapped): void {
  const count = (prefix: string) => [...alive].filter(({ id }) => id.startsWith(prefix)).length;
  const csas = count('csa-');
  const handlers = count('handler-');
  const running = living.filter(({ handler }) => handler.isRunning).length;
  if (csas !== living.length || handlers !== running) {
    const seen = `${csas} adapters and ${handlers} handlers live`;
    world.fail('leftovers', `${seen}, of ${living.length} and ${running}`);
  }
  const children = count(CHILD);
  const due = world.plan.server.protocol.startsWith('parent') ? handlers : 0;
  if (children !== due) world.fail('leftovers', `${children} children of ${handlers} handlers`);
  const others = alive.size - csas - handlers - children;
  if (others !== world.ownActors) world.fail('leftovers', `${others} actors of its own`);
}

/** Whoever is linked to a connection hears it, and nobody else. */
function checkListeners(world: World, living: readonly Connection[], tapped: Tapped): void {
  // Who adopts listens before there is anything to hear.
  if (world.plan.server.kind === 'adopter') return;
  for (const connection of living) {
    const { csa, saidConnected } = connection;
    const isHeard = world.single === undefined ? saidConnected > 0 : world.single.isOf(connection);
    const listeners = csa === undefined ? 0 : tapped.listenersOf(csa);
    const due = isHeard && !connection.handler.isUnmade ? 1 : 0;
    if (listeners !== due) world.fail('leftovers', `${listeners} listen to ${connection}`);
  }
}

function checkSizes({ fail, single }: World, living: number, alive: Tapped['alive']): void {
  for (const actor of alive) {
    // What a handler holds is its own affair.
    if (actor.id.startsWith('handler-') || actor.id.startsWith(CHILD)) continue;
    const { context } = actor.getSnapshot() as { readonly context?: unknown };
    const selects = context !== null && typeof context === 'object' && 'servers' in context;
    const wrong = outgrown(context, selects ? Math.max(1, living) : living);
    if (wrong !== undefined) {
      fail('leftovers', `${actor.id} remembers ${wrong}, and ${living} connections live`);
    }
    checkExactSizes(actor, living, single?.heldBytes, fail);
  }
}

/** What is held for each living connection is held for all of them. */
function checkExactSizes(
  actor: AnyActorRef,
  living: number,
  heldBytes: number | undefined,
  fail: World['fail'],
): void {
  const { context } = actor.getSnapshot() as { readonly context?: object | null };
  const { live, unmade, held } = (context ?? {}) as {
    readonly live?: { readonly size: number };
    readonly unmade?: { readonly size: number };
    readonly held?: { readonly bytes: number };
  };
  if (live !== undefined && live.size !== living) {
    fail('leftovers', `${actor.id} counts ${live.size} of ${living} connections`);
  }
  if (unmade !== undefined && unmade.size > 0) fail('leftovers', `${unmade.size} handlers unmade`);
  if (held !== undefined && heldBytes !== undefined && held.bytes !== heldBytes) {
    fail('held', `${held.bytes} bytes are held, of ${heldBytes}`);
  }
}
