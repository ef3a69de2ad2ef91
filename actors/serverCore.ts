import type { AnyActorRef } from 'xstate';
import { serverCoreMachine } from '../machines/serverCore';
import { simpleServerMachine } from '../machines/simpleServer';
import { compileShipped } from './compiled/compileShipped';
import { direct } from './compiled/direct';
import { handlers, uninformedHandlers } from './handlers';
import { Wiring } from './link';
import { linkOwner } from './linkOwner';
import { provided } from './resource';
import { tcpServer, wireTcpServer } from './tcpServer';

/** From the boxes of the `tcpServer` to those of the `serverCore`. */
const fromTcpServer = new Wiring({
  protocolHandlerSignal: 'socketActivity',
  signal: 'feedbackFromServer',
});

const linkTcpServer = ({ self }: { self: AnyActorRef }) => wireTcpServer(self, fromTcpServer);

/** The server: one port, many connections, a protocol handler for each. */
export const serverCore = direct(
  compileShipped(
    serverCoreMachine.provide({
      actors: { tcpServer: provided(tcpServer), handlers },
      actions: { linkTcpServer, linkOwner },
    }),
  ),
);

/** A `serverCore` for protocols that take no information: Kamaelia's SimpleServer. */
export const simpleServer = direct(
  compileShipped(
    simpleServerMachine.provide({
      actors: { tcpServer: provided(tcpServer), handlers: uninformedHandlers },
      actions: { linkTcpServer, linkOwner },
    }),
  ),
);
