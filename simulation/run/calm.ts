import type { AnyActorRef } from 'xstate';
import type { Connection } from './connection';
import type { World } from './world';

/** Milliseconds that the clients are given to finish in peace. */
const PEACE = 400;

/** Longest time, in milliseconds, that anything under way may take once nobody hinders it. */
const PATIENCE = 60_000;

/** Milliseconds that it may take to find out that nothing more arrives. */
const QUIET = 5;

/** How far time goes between two looks. */
const GLANCE = 100;

/**
 * The liveness phase: faults stop, clogged links flow, clients read on and finish, and everything has
 * to come to its end: first the connections, then the server.
 */
export function calmDown(world: World, root: AnyActorRef, look: () => void): void {
  const { network } = world;
  network.setFaults();
  for (const client of world.clients.values()) {
    client.setFaults();
    client.do('unclog');
    if (!client.isGone) client.do('resume');
  }
  network.advance(GLANCE);
  for (const client of world.clients.values()) if (!client.isGone) client.do('end');
  network.advance(PEACE);
  // Some protocols go on for as long as they are read, others listen for ever.
  wait(world, () => !hasConnection(world, isOwedAnEnd));
  forEachConnection(world, checkEnd);
  look();
  if (!world.life.isOver) drain(world, root);
}

function drain(world: World, root: AnyActorRef): void {
  const { life, options, network } = world;
  if (life.askedAt === undefined) {
    network.settle();
    world.shutdownIsAsked();
    root.send({ type: 'control.serverShutdown' });
  }
  network.advance(QUIET);
  forEachConnection(world, checkIsAsked);
  network.advance(options.shutdownTimeout + GLANCE);
  if (!life.isOver) {
    world.fail(
      'liveness',
      `the server is ${life.mode} after ${options.shutdownTimeout} ms of draining`,
    );
    root.stop();
  }
}

/** A handler is asked to finish as soon as all that had arrived was read. */
function checkIsAsked(world: World, { model, handler, info, saidConnected }: Connection): void {
  if (saidConnected === 0 || world.holdsMessages) return;
  if (world.single !== undefined || model.phase !== 'connected' || model.isResting) return;
  const isThere = handler.actor !== undefined || world.hasNoHandlers;
  if (!isThere || handler.wasAsked || handler.isDone || handler.hasCrashed) return;
  world.fail('handler', `connection ${info.id}: its handler is not asked to finish`);
}

/** Lets time go on until it is so, or for as long as anything may take. */
function wait(world: World, isSo: () => boolean): void {
  for (let waited = 0; waited < PATIENCE && !isSo(); waited += GLANCE)
    world.network.advance(GLANCE);
}

type Look<T> = (world: World, connection: Connection) => T;

function forEachConnection(world: World, look: Look<void>): void {
  for (const connection of world.connections.values()) look(world, connection);
}

function hasConnection(world: World, is: Look<boolean>): boolean {
  for (const connection of world.connections.values()) if (is(world, connection)) return true;
  return false;
}

/** Whether the connection lives and has no right to live on, whatever its peer is like. */
function isOwedAnEnd(world: World, { model, client, saidConnected, handler }: Connection): boolean {
  if (world.life.isOver || saidConnected === 0 || model.phase === 'shutdown') return false;
  if (model.phase !== 'connected' || handler.isDone) return true;
  const { answersFin, endsByItself, isEndless } = world.protocol;
  if (world.options.idleTimeout > 0 && isEndless !== true) return true;
  // A peer without a voice or ears is only missed by those who wait for an answer.
  if (client.link.vanished) return false;
  if (!world.options.halfOpen && model.receiving === 'ended') return true;
  return world.plan.server.kind === 'singleServer' || answersFin || endsByItself === true;
}

function checkEnd(world: World, connection: Connection): void {
  const { model } = connection;
  if (isOwedAnEnd(world, connection)) {
    world.fail('liveness', `${connection} is ${model.phase} long after all faults have stopped`);
  }
  checkCounts(world, connection);
}

/** What left and what arrived, once nothing is under way. */
function checkCounts(world: World, { model, lastWords, client, ledger }: Connection): void {
  const bytesSent = lastWords?.bytesSent;
  if (bytesSent === undefined || model.howDied === 'reset' || model.howDied === 'socketError')
    return;
  const { received } = client;
  const isWhole = client.heardTheEnd && client.linkWasKind && !client.link.resetAtClient;
  if (received > bytesSent || (isWhole && bytesSent !== ledger.taken)) {
    world.fail('counts', `${bytesSent} bytes were sent of ${ledger.taken}, ${received} arrived`);
  }
}
