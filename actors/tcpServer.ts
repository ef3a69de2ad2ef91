import type { AnyActorRef, AnyMachineSnapshot } from 'xstate';
import { tcpServerMachine } from '../machines/tcpServer';
import { compile } from './compiled/compile';
import { connections } from './connections';
import { type Wiring, wire } from './link';
import { linkOwner } from './linkOwner';
import { listener } from './listener';

/**
 * The listener with nothing behind it: it makes a connected socket adapter for each connection and
 * says `protocolHandlerSignal.newCSA`; link to the CSA in the same turn, and its first byte is yours.
 */
export const tcpServer = compile(
  tcpServerMachine.provide({
    actors: { listener, connections },
    actions: { linkOwner },
  }),
);

/**
 * Links the `tcpServer` that a server has just invoked. It is already started; nothing is missed,
 * because a listening socket tells nothing before `listen()` has returned.
 */
export function wireTcpServer(server: AnyActorRef, wiring: Wiring): void {
  const child = (server.getSnapshot() as AnyMachineSnapshot).children.tcpServer;
  if (child !== undefined) wire(child, wiring, server);
}
