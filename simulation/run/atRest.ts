import type { AnyActorRef } from 'xstate';
import { openSockets, socketOf } from '../../actors/connection/descriptors';
import { type LiveConnection, listConnections } from '../../actors/server/listConnections';
import { lateness } from '../oracles/punctuality';
import { checkRemembered } from './atRestRemembered';
import type { Connection } from './connection';
import { checkMessages } from './messages';
import type { Tapped } from './tap';
import type { World } from './world';

/** What has to be true whenever nothing is due: what is remembered is what there is, and nothing is owed. */
export function checkAtRest(world: World, root: AnyActorRef, tapped: Tapped): void {
  if (world.life.isOver) return;
  checkServer(world);
  checkSockets(world);
  checkRemembered(world, tapped);
  checkListed(world, root);
  world.hub?.checkAtRest(root);
  for (const connection of world.connections.values()) {
    connection.checkAtRest();
    checkIsRead(world, connection);
    checkIsGone(world, connection);
    checkIsAsked(world, connection);
    checkHasFailed(world, connection);
    checkMessages(world, connection);
  }
}

/** Commands count, deadlines are kept, and who waits for nobody is done. */
function checkServer(world: World): void {
  const { life, network, fail } = world;
  const { mode, state, portsDue } = life;
  const { listening } = network.census();
  if (life.isEnding) {
    if (listening > 0) fail('server', 'it closes, and listens');
    if (living(world) + world.waiting === 0)
      fail('liveness', `the server is ${mode} and waits for nobody`);
    if (life.isOverdue && !world.jumps && lateness(world.now, life.overdueAt) !== undefined) {
      fail('limits', `the server is ${mode} later than its shutdown timeout`);
    }
  } else if (state !== 'failed') {
    if (mode !== state) fail('server', `it is ${mode}, and should be ${state}`);
    if (listening !== portsDue) {
      fail('server', `it is ${mode} with ${listening} ports of ${portsDue}`);
    }
  }
}

const living = ({ connections }: World): number =>
  [...connections.values()].filter(({ model, csa }) => csa && model.phase !== 'shutdown').length;

/** Every open socket is a living connection's. */
function checkSockets(world: World): void {
  const { fail, network, connections } = world;
  const { sockets } = network.census();
  const open = openSockets() + world.waiting;
  if (open !== sockets) fail('leftovers', `${open} descriptors are open, and ${sockets} sockets`);
  for (const connection of connections.values()) {
    const { csa, model, descriptor } = connection;
    const lives = csa !== undefined && model.phase !== 'shutdown';
    if (lives !== (socketOf(descriptor) !== undefined)) {
      fail('leftovers', `${connection} is ${lives ? 'alive without' : 'gone, not'} its socket`);
    }
  }
}

/** Whoever asks which connections there are is told the truth. */
function checkListed(world: World, root: AnyActorRef): void {
  if (world.plan.server.kind === 'adopter') return;
  const listed = new Map(listConnections(root).map((one) => [one.connection.id, one]));
  for (const connection of world.connections.values()) {
    const { csa, model, info } = connection;
    if (csa === undefined || model.phase === 'shutdown') continue;
    const seen = listed.get(info.id);
    listed.delete(info.id);
    const wrong = seen === undefined ? 'not listed' : wronglyListed(world, connection, seen);
    if (wrong !== undefined) world.fail('counts', `${connection} is ${wrong}`);
  }
  if (listed.size > 0) world.fail('leftovers', `${listed.size} are listed that are gone`);
}

function wronglyListed(
  world: World,
  connection: Connection,
  seen: LiveConnection,
): string | undefined {
  const { csa, info, ledger, handler } = connection;
  const { delivered, taken } = ledger;
  if (seen.csa !== csa || seen.connection !== info) return 'listed as another';
  if (seen.handler !== (handler.isRunning ? handler.actor : undefined)) {
    return `listed ${seen.handler === undefined ? 'without' : 'with'} a handler`;
  }
  const state = (seen.handler?.getSnapshot() as { readonly value?: unknown } | undefined)?.value;
  if (seen.handlerState !== state) return 'listed with a state that its handler is not in';
  if (seen.bytesReceived !== delivered) {
    return `listed with ${seen.bytesReceived} of ${delivered} bytes received`;
  }
  if (seen.bytesSaid !== taken || seen.bytesSent + seen.unsent !== taken) {
    return `listed with ${seen.bytesSaid} of ${taken} bytes said`;
  }
  return wronglySent(world, connection, seen.bytesSent);
}

/** What left is what has arrived, and what may be under way. */
function wronglySent(world: World, { client }: Connection, sent: number): string | undefined {
  const { reached, vanished, severed, resetAtClient } = client.link;
  const { sendBuffer = Infinity, receiveBuffer = Infinity } = world.plan.network;
  const isBroken = vanished || severed || resetAtClient || client.isGone;
  if (sent >= reached && (isBroken || sent <= reached + sendBuffer + receiveBuffer)) return;
  return `listed with ${sent} bytes sent, and ${reached} have arrived`;
}

/** What has arrived is read, a FIN behind it included, unless reading has to rest. */
function checkIsRead(world: World, connection: Connection): void {
  const { model, client, ledger, readingSince, csa } = connection;
  const { link } = client;
  if (csa === undefined || world.jumps || link.resetAtServer || link.severed) return;
  if (model.phase !== 'connected' || model.receiving === 'ended' || model.isResting) return;
  const since = Math.max(readingSince, world.startsAt + link.arrivedAt);
  if (lateness(world.now, since) === undefined) return;
  if (ledger.delivered < link.arrived) {
    world.fail('flow', `${connection} has read ${ledger.delivered} of ${link.arrived} bytes`);
  } else if (link.finAtServer !== undefined) {
    world.fail('howDied', `${connection} is not told of a FIN that has arrived`);
  }
}

/** Both sides have said FIN, and heard it: there is nothing to wait for. */
function checkIsGone(world: World, connection: Connection): void {
  const { model, client } = connection;
  const { finAtServer, finAtClient, arrivedAt } = client.link;
  if (model.phase !== 'finishing' || world.jumps) return;
  if (finAtServer === undefined || finAtClient === undefined) return;
  const since = world.startsAt + Math.max(arrivedAt, finAtClient);
  if (lateness(world.now, since) === undefined) return;
  world.fail('liveness', `${connection} is not gone, and both sides have finished`);
}

/** Whose handler had to fail was told that it has. */
function checkHasFailed({ protocol, fail }: World, connection: Connection): void {
  const { handler, ledger } = connection;
  if (protocol.crashesAt === undefined || ledger.heard < protocol.crashesAt) return;
  if (handler.isRunning) fail('isolation', `${connection}: its handler has not failed`);
}

/** Nobody waits for a word that is due. */
function checkIsAsked({ life }: World, connection: Connection): void {
  const { handler, saidConnected } = connection;
  if (life.askedAt === undefined || saidConnected === 0) return;
  if (handler.isRunning) connection.isAskedInTime();
}
