import type { AnyActorRef, AnyMachineSnapshot } from 'xstate';
import type { Protocol, SimpleProtocol } from '../../machines/handler/protocol';
import { serverCoreMachine } from '../../machines/server/serverCore';
import type { ServerCoreLogic, SimpleServerLogic } from '../../machines/server/serverLogic';
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
  'signal.proxyFailed': 'feedbackFromServer.proxyFailed',
  'signal.handshakeFailed': 'feedbackFromServer.handshakeFailed',
  'signal.error': 'feedbackFromServer.error',
});

const linkTcpServer = ({ self }: { self: AnyActorRef }) => {
  const { children } = self.getSnapshot() as AnyMachineSnapshot;
  wireTcpServer(self, fromTcpServer, withHandlers(children.handlers));
};

/** The server: one port, many connections, a protocol handler for each. */
export const serverCore: ServerCoreLogic = direct(
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
) as never;

/** A `serverCore` for protocols that take no information: Kamaelia's SimpleServer. */
export const simpleServer: SimpleServerLogic = direct(
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
) as never;

/**
 * `serverCore` for one protocol: the `handler` of `connected` and of its other messages takes that protocol's own
 * events, and no others. It is a type only: the server is the same, and is given its protocol as ever.
 *
 * @example `createActor(serverCoreFor<typeof lamp>(), { input: { protocol: lamp } })`
 */
export const serverCoreFor = <TProtocol extends Protocol>(): ServerCoreLogic<TProtocol> =>
  serverCore as never;

/** The same of a {@link simpleServer}. */
export const simpleServerFor = <TProtocol extends SimpleProtocol>(): SimpleServerLogic<TProtocol> =>
  simpleServer as never;
