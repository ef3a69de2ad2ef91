import { type AnyActorRef, type AnyEventObject, createActor, type InspectionEvent } from 'xstate';
import { tcpServer } from '../../actors/listener/tcpServer';
import { serverCore, simpleServer } from '../../actors/server/serverCore';
import { singleServer } from '../../actors/server/singleServer';
import type { ConnectionInfo } from '../../machines/connection/connectionInfo';
import type { CsaRef } from '../../machines/connection/csaMessages';
import type { Protocol } from '../../machines/handler/protocol';
import { adopter } from './adopter';
import { echoOf } from './echoOf';
import type { World } from './world';

/** How a server is run. */
export interface RunOptions {
  /** Attached to the root actor. */
  readonly inspect?: (record: InspectionEvent) => void;
}

/** The server of a plan, not started, with whoever owns it. */
export function makeServer(
  world: World,
  { inspect }: RunOptions,
  makesHandler: () => void,
): AnyActorRef {
  const { network, plan } = world;
  const protocol = watched(world, makesHandler);
  const { kind, options } = plan.server;
  const common = { clock: network.clock as never, ...(inspect && { inspect }) };
  const input = { ...options, transport: network };
  switch (kind) {
    case 'serverCore':
      return createActor(serverCore, {
        ...common,
        input: { ...input, protocol, ...withOthers(world) },
      }) as AnyActorRef;
    case 'simpleServer':
      return createActor(simpleServer, {
        ...common,
        input: { ...input, protocol: protocol as never },
      }) as AnyActorRef;
    case 'singleServer':
      return withSingleApp(world, createActor(singleServer, { ...common, input }) as AnyActorRef);
    case 'adopter':
      return createActor(adopter(world), common) as AnyActorRef;
    case 'tcpServer':
      return withApp(world, createActor(tcpServer, { ...common, input }) as AnyActorRef);
  }
}

/** The plan's protocol; as a function that says so when a handler is about to be made, where the plan waits for that. */
function watched(world: World, makesHandler: () => void): Protocol {
  const {
    plan,
    protocol: { protocol },
  } = world;
  if (!plan.steps.some((step) => step.do === 'server' && step.when === 'made')) return protocol;
  return (connection: ConnectionInfo) => {
    if ((connection === undefined) !== (plan.server.kind === 'simpleServer')) {
      world.fail('handler', 'a simple protocol is informed, or another is not');
    }
    makesHandler();
    return typeof protocol === 'function' ? protocol(connection) : protocol;
  };
}

/** What handlers need that know of each other. */
const withOthers = ({ hub }: World): object =>
  hub === undefined ? {} : { backplane: hub.subscriptions.backplane, owner: hub.owner };

/** The app of a `singleServer`: it echoes. */
function withSingleApp(world: World, server: AnyActorRef): AnyActorRef {
  server.on('*', (message: AnyEventObject) => {
    world.single?.serverSays(message);
    if (message.type === 'outbox') sayToClient(world, server, Buffer.from(message.data));
  });
  return server;
}

/** The app of a `singleServer` says something. */
export function sayToClient(world: World, server: AnyActorRef, data: Uint8Array): void {
  world.single?.appSays(data);
  server.send({ type: 'inbox', data });
  world.single?.appHasSaid(data);
}

/** The owner of a bare `tcpServer`: every connection echoes. */
function withApp(world: World, server: AnyActorRef): AnyActorRef {
  const live = new Set<CsaRef>();
  let closing = false;
  server.on('protocolHandlerSignal.newCSA', (message: AnyEventObject) => {
    const csa = message.csa as CsaRef;
    live.add(csa);
    echoOf(world, message.connection.id, csa as AnyActorRef);
    if (closing) csa.send({ type: 'control.serverShutdown' });
  });
  server.on('protocolHandlerSignal.shutdownCSA', (message: AnyEventObject) => {
    live.delete(message.csa);
  });
  server.on('signal.closing', () => {
    closing = true;
    for (const csa of live) csa.send({ type: 'control.serverShutdown' });
  });
  return server;
}
