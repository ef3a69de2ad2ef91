import type { AnyActorRef } from 'xstate';
import { endReport } from '../../machines/connection/connectionEnd';
import type { TcpServerMessage } from '../../machines/listener/tcpServerMessages';
import type { Retype } from '../boxes/link';
import { Handlers } from '../handler/handlers';
import { resourceOf } from '../kit/resource';
import { retypedSignal } from '../listener/tcpServer';

/**
 * What a `tcpServer` says of a connection, with the connection's handler: it is made before anybody is
 * told of the connection, so that whoever is told of the one is told of the other.
 */
export function withHandlers(supervisor: AnyActorRef | undefined): Retype {
  const found: unknown = resourceOf(supervisor);
  // Somebody may have provided another supervisor.
  if (!(found instanceof Handlers)) return retypedSignal;
  return (message, type) => {
    const said = message as TcpServerMessage;
    switch (said.type) {
      case 'protocolHandlerSignal.newCSA': {
        const { csa, connection, descriptor } = said;
        return { type, csa, connection, descriptor, handler: found.make(csa, connection) };
      }
      case 'protocolHandlerSignal.shutdownCSA': {
        const { csa, connection, descriptor } = said;
        const handler = found.handlerOf(connection);
        return Object.assign(endReport(type, descriptor, csa, said), { handler });
      }
      default:
        return retypedSignal(message, type);
    }
  };
}
