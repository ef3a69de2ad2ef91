import type { AnyActorRef } from 'xstate';
import { openSockets } from '../../actors/connection/descriptors';
import { listConnections } from '../../actors/server/listConnections';
import type { Connection } from './connection';
import type { Tapped } from './tap';
import type { World } from './world';

/** What has to be true when all is over. */
export function checkLeftovers(world: World, { alive, known }: Tapped, root: AnyActorRef): void {
  const { network } = world;
  network.settle();
  const { sockets, listening, timers } = network.census();
  if (sockets > 0) world.fail('leftovers', `${sockets} sockets are left`);
  if (listening > 0) world.fail('leftovers', `${listening} listening sockets are left`);
  if (timers > 0) world.fail('leftovers', `${timers} timers are left`);
  if (openSockets() > 0) world.fail('leftovers', `${openSockets()} descriptors are left`);
  if (alive.size > 0) {
    const ids = [...alive].map((actor) => actor.id).join(', ');
    world.fail('leftovers', `these actors are left: ${ids}`);
  }
  checkForgotten(world, known);
  checkSelector(world);
  world.hub?.checkAtEnd();
  const listed = listConnections(root).length;
  if (listed > 0) world.fail('leftovers', `${listed} connections are listed after the end`);
  const { status } = root.getSnapshot() as { status: string };
  const over = world.plan.server.kind === 'adopter' ? 'stopped' : 'done';
  if (world.life.state !== 'stopped' && status !== over) {
    world.fail('isolation', `the server's status is ${status}`);
  }
  // The clients read what is still under way.
  network.runToQuiescence();
  for (const connection of world.connections.values()) checkConnection(world, connection);
  if (world.life.state !== 'stopped') world.single?.checkNothingIsLost();
}

/** Whoever looked after others looks after nobody, however he ended: an app may hold on to him. */
function checkForgotten({ fail }: World, known: ReadonlySet<AnyActorRef>): void {
  for (const actor of known) {
    const { context } = actor.getSnapshot() as { readonly context?: { readonly size?: unknown } };
    const size = context?.size;
    if (typeof size === 'number' && size > 0) fail('leftovers', `${actor.id} remembers ${size}`);
  }
}

/** The selector knows nobody any more, and is gone with its last server. */
function checkSelector({ selector, life, fail }: World): void {
  if (selector === undefined) return;
  const { context, status } = selector.getSnapshot();
  const { readers, writers, servers } = context;
  const left = readers.size + writers.size + servers.size;
  if (left > 0) {
    const sizes = `${readers.size} readers, ${writers.size} writers, ${servers.size} servers`;
    fail('leftovers', `the selector still knows ${sizes}`);
  }
  if (life.state !== 'stopped' && status !== 'done') {
    fail('leftovers', `the selector is ${status} after its last server has ended`);
  }
}

function checkConnection(world: World, connection: Connection): void {
  const { saidConnected, saidDisconnected, saidRefused, ends } = connection;
  checkReset(world, connection);
  if (world.life.state === 'stopped') return;
  if (saidConnected + saidRefused === 0) {
    world.fail('refused', `${connection} was neither connected nor refused`);
  }
  if (saidConnected !== saidDisconnected || (saidConnected > 0 && ends !== 1)) {
    world.fail('oneEnd', `${connection}: ${saidConnected} connected, ${saidDisconnected} ends`);
  }
  checkComplete(world, connection);
}

/** Who was not heard to the end has to know. */
function checkReset(world: World, { model, client, info, saidRefused }: Connection): void {
  // Who was turned away had nothing to be heard.
  if (model.owed !== 'reset' || saidRefused > 0) return;
  if (!client.linkWasKind || client.link.resetAtClient) return;
  world.fail('said', `connection ${info.id} died of ${model.howDied}, without a reset`);
}

/** After a clean end the client has read all that was said. */
function checkComplete(world: World, connection: Connection): void {
  const { model, client, saidConnected } = connection;
  const { taken } = connection.ledger;
  const isClean = model.howDied === 'finished' || model.howDied === 'peerClosed';
  if (!isClean || saidConnected === 0 || !client.linkWasKind) return;
  if (client.received !== taken) {
    world.fail(
      'complete',
      `${connection} ends cleanly, with ${client.received} of ${taken} bytes read`,
    );
  }
  // Who was closed before it was adopted may have been sent a reset by the kernel, for what came behind.
  if (connection.arrived === 'closed') return;
  if (!client.heardTheEnd) world.fail('complete', `${connection} ends cleanly, unheard`);
}
