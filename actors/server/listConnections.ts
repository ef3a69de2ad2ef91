import type { AnyActorRef, AnyMachineSnapshot, StateValue } from 'xstate';
import type { ConnectionInfo } from '../../machines/connection/connectionInfo';
import type { CsaRef } from '../../machines/connection/csaMessages';
import { XstateNetError } from '../../machines/kit/errors';
import { isActor } from '../../machines/kit/isActor';
import { shown } from '../../machines/kit/shown';
import { socketOf } from '../connection/descriptors';
import type { Handlers } from '../handler/handlers';
import { resourceOf } from '../kit/resource';
import type { Connections } from '../listener/connections';

/** A live connection. */
export interface LiveConnection {
  readonly connection: ConnectionInfo;
  /** The state of its CSA, such as `{ connected: { receiving: 'flowing', sending: 'ready' } }`. */
  readonly state: StateValue;
  /** The state of its protocol handler; undefined once that has finished, or if it is no statechart. */
  readonly handlerState: StateValue | undefined;
  readonly bytesReceived: number;
  /** Bytes that were given to be sent. */
  readonly bytesSaid: number;
  /** Bytes of those that the kernel has taken. */
  readonly bytesSent: number;
  /** Bytes of those that it has not: `bytesSaid` less `bytesSent`. */
  readonly unsent: number;
  readonly csa: CsaRef;
  readonly handler: AnyActorRef | undefined;
}

function child(actor: AnyActorRef, id: string): AnyActorRef | undefined {
  return (actor.getSnapshot() as Partial<AnyMachineSnapshot>).children?.[id];
}

/** A handler may be of a logic of somebody's own, whose snapshot objects to being looked at. */
function stateOf(actor: AnyActorRef | undefined): StateValue | undefined {
  try {
    return (actor?.getSnapshot() as Partial<AnyMachineSnapshot> | undefined)?.value;
  } catch {
    return undefined;
  }
}

/**
 * The live connections of a `serverCore`, `simpleServer`, `singleServer` or `tcpServer`, oldest first,
 * with their information, state and counts. It looks at each of them, so that asking costs as much as
 * there are connections, and serving costs nothing.
 */
export function listConnections(server: AnyActorRef): LiveConnection[] {
  if (!isActor(server)) {
    throw new XstateNetError(
      'XN_BAD_OPTION',
      `listConnections() was given ${shown(server)}, which is no actor; give it a server`,
    );
  }
  const listening = child(server, 'tcpServer') ?? server;
  const connections = resourceOf<Connections>(child(listening, 'connections'));
  const handlers = resourceOf<Handlers>(child(server, 'handlers'));
  return (connections?.values() ?? []).map(({ csa, connection, descriptor }) => {
    const handler = handlers?.runningFor(connection);
    const socket = socketOf(descriptor);
    return {
      connection,
      state: stateOf(csa) ?? 'shutdown',
      handlerState: stateOf(handler),
      bytesReceived: socket?.bytesReceived ?? 0,
      bytesSaid: socket?.bytesSaid ?? 0,
      bytesSent: socket?.bytesSent ?? 0,
      unsent: socket?.unsent ?? 0,
      csa,
      handler,
    };
  });
}
