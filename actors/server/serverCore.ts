import type { AnyActorRef, AnyMachineSnapshot } from 'xstate';
import { serverCoreMachine } from '../../machines/server/serverCore';
import { simpleServerMachine } from '../../machines/server/simpleServer';
import { endsWithError } from '../boxes/endsWithError';
import { Wiring } from '../boxes/link';
import { linkOwner } from '../boxes/linkOwner';
import { direct } from '../compiled/actor/direct';
import { compileShipped } from '../compiled/compileShipped';
import { handlers, uninformedHandlers } from '../handler/supervisors';
import { provided } from '../kit/resource';
import { unpersistable } from '../kit/unpersistable';
import { tcpServer, wireTcpServer } from '../listener/tcpServer';
import { withHandlers } from './withHandlers';

/**
 * From the boxes of the `tcpServer` to those of the `serverCore`. That it closes and has ended is not
 * linked: the one was asked of it, the other comes as the end of a child.
 */
const fromTcpServer = new Wiring({
  protocolHandlerSignal: 'socketActivity',
  'signal.listening': 'feedbackFromServer.listening',
  'signal.suspended': 'feedbackFromServer.suspended',
  'signal.refused': 'feedbackFromServer.refused',
  'signal.handshakeFailed': 'feedbackFromServer.handshakeFailed',
  'signal.error': 'feedbackFromServer.error',
});

const linkTcpServer = ({ self }: { self: AnyActorRef }) => {
  const { children } = self.getSnapshot() as AnyMachineSnapshot;
  wireTcpServer(self, fromTcpServer, withHandlers(children.handlers));
};

/** The server: one port, many connections, a protocol handler for each. */
export const serverCore = direct(
  unpersistable(
    endsWithError(
      compileShipped(
        serverCoreMachine.provide({
          actors: { tcpServer: provided(tcpServer), handlers },
          actions: { linkTcpServer, linkOwner },
        }),
      ),
      'shutdown',
    ),
  ),
);

/** A `serverCore` for protocols that take no information: Kamaelia's SimpleServer. */
export const simpleServer = direct(
  unpersistable(
    endsWithError(
      compileShipped(
        simpleServerMachine.provide({
          actors: { tcpServer: provided(tcpServer), handlers: uninformedHandlers },
          actions: { linkTcpServer, linkOwner },
        }),
      ),
      'shutdown',
    ),
  ),
);
