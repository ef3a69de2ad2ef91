import type { AnyActorRef, AnyMachineSnapshot } from 'xstate';
import { endReport } from '../../machines/connection/connectionEnd';
import { tcpServerMachine } from '../../machines/listener/tcpServer';
import type { TcpServerLogic } from '../../machines/listener/tcpServerLogic';
import type { TcpServerMessage } from '../../machines/listener/tcpServerMessages';
import { endsWithError } from '../boxes/endsWithError';
import { type Retype, type Wiring, wire } from '../boxes/link';
import { linkOwner } from '../boxes/linkOwner';
import { direct } from '../compiled/actor/direct';
import { compileShipped } from '../compiled/compileShipped';
import { unpersistable } from '../kit/unpersistable';
import { connections } from './connections';
import { listener } from './listener';

/**
 * The listener with nothing behind it: it makes a connected socket adapter for each connection and
 * says `protocolHandlerSignal.newCSA`; link to the CSA in the same turn, and its first byte is yours.
 */
export const tcpServer: TcpServerLogic = direct(
  unpersistable(
    endsWithError(
      compileShipped(
        tcpServerMachine.provide({
          actors: { listener, connections },
          actions: { linkOwner },
        }),
      ),
      'signal.shutdown',
    ),
  ),
) as never;

/**
 * Links the `tcpServer` that a server has just invoked. It is already started; nothing is missed,
 * because a listening socket tells nothing before `listen()` has returned.
 */
export function wireTcpServer(
  server: AnyActorRef,
  wiring: Wiring,
  retype: Retype = retypedSignal,
): void {
  const child = (server.getSnapshot() as AnyMachineSnapshot).children.tcpServer;
  if (child !== undefined) wire(child, wiring, server, retype);
}

/** What is said for each connection is copied by name, which is quicker than spreading it. */
export const retypedSignal: Retype = (message, type) => {
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
