import type { AnyActorRef, AnyMachineSnapshot } from 'xstate';
import { endReport } from '../machines/connectionEnd';
import { tcpServerMachine } from '../machines/tcpServer';
import type { TcpServerMessage } from '../machines/tcpServerMessages';
import { compileShipped } from './compiled/compileShipped';
import { direct } from './compiled/direct';
import { connections } from './connections';
import { type Retype, type Wiring, wire } from './link';
import { linkOwner } from './linkOwner';
import { listener } from './listener';

/**
 * The listener with nothing behind it: it makes a connected socket adapter for each connection and
 * says `protocolHandlerSignal.newCSA`; link to the CSA in the same turn, and its first byte is yours.
 */
export const tcpServer = direct(
  compileShipped(
    tcpServerMachine.provide({
      actors: { listener, connections },
      actions: { linkOwner },
    }),
  ),
);

/**
 * Links the `tcpServer` that a server has just invoked. It is already started; nothing is missed,
 * because a listening socket tells nothing before `listen()` has returned.
 */
export function wireTcpServer(server: AnyActorRef, wiring: Wiring): void {
  const child = (server.getSnapshot() as AnyMachineSnapshot).children.tcpServer;
  if (child !== undefined) wire(child, wiring, server, retypedSignal);
}

/** What is said for each connection is copied by name, which is quicker than spreading it. */
const retypedSignal: Retype = (message, type) => {
  const said = message as TcpServerMessage;
  switch (said.type) {
    case 'protocolHandlerSignal.newCSA': {
      const { csa, connection, descriptor } = said;
      return { type, csa, connection, descriptor };
    }
    case 'protocolHandlerSignal.shutdownCSA':
      return endReport(type, said.descriptor, said.csa, said);
    default:
      return { ...message, type };
  }
};
