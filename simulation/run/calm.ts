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
export function calmDown(world: World, root: AnyActorRef): void {
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
  forEachConnection(world, (connection) => checkEnd(connection));
  if (!world.server.isOver) drain(world, root);
}

function drain(world: World, root: AnyActorRef): void {
  const { server, options, network } = world;
  if (server.askedAt === undefined) {
    network.settle();
    server.isAsked();
    root.send({ type: 'control.serverShutdown' });
  }
  network.advance(QUIET);
  forEachConnection(world, checkIsAsked);
  network.advance(options.shutdownTimeout + GLANCE);
  if (!server.isOver) {
    world.fail(
      'liveness',
      `the server is ${server.mode} after ${options.shutdownTimeout} ms of draining`,
    );
    root.stop();
  }
}

/** A handler is asked to finish as soon as all that had arrived was read. */
function checkIsAsked({ world, model, handler, info, saidConnected }: Connection): void {
  if (saidConnected === 0) return;
  if (world.single !== undefined || model.phase !== 'connected' || model.isResting) return;
  const isThere = handler.actor !== undefined || world.plan.server.kind === 'tcpServer';
  if (!isThere || handler.heardShutdown || handler.isDone || handler.crashed) return;
  world.fail('handler', `connection ${info.id}: its handler is not asked to finish`);
}

/** Lets time go on until it is so, or for as long as anything may take. */
function wait(world: World, isSo: () => boolean): void {
  for (let waited = 0; waited < PATIENCE && !isSo(); waited += GLANCE)
    world.network.advance(GLANCE);
}

function forEachConnection(world: World, look: (connection: Connection) => void): void {
  for (const connection of world.connections.values()) look(connection);
}

function hasConnection(world: World, is: (connection: Connection) => boolean): boolean {
  for (const connection of world.connections.values()) if (is(connection)) return true;
  return false;
}

/** Whether the connection lives and has no right to live on, whatever its peer is like. */
function isOwedAnEnd({ model, world, client, saidConnected, handler }: Connection): boolean {
  if (world.server.isOver || saidConnected === 0 || model.phase === 'shutdown') return false;
  if (model.phase !== 'connected' || handler.isDone) return true;
  const { answersFin, endsByItself, isEndless } = world.protocol;
  if (world.options.idleTimeout > 0 && isEndless !== true) return true;
  // A peer without a voice or ears is only missed by those who wait for an answer.
  if (client.link.vanished) return false;
  if (!world.options.halfOpen && model.receivingEnded) return true;
  return world.plan.server.kind === 'singleServer' || answersFin || endsByItself === true;
}

function checkEnd(connection: Connection): void {
  const { world, model } = connection;
  if (isOwedAnEnd(connection)) {
    world.fail('liveness', `${connection} is ${model.phase} long after all faults have stopped`);
  }
}
