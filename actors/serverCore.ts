import { serverCoreMachine } from '../machines/serverCore';
import { compile } from './compiled/compile';
import { guardUserCode } from './guardUserCode';
import { handlers } from './handlers';
import { Wiring, wire } from './link';
import { linkOwner } from './linkOwner';
import { provided } from './resource';
import { tcpServer } from './tcpServer';

/** From the boxes of the `tcpServer` to those of the `serverCore`. */
const fromTcpServer = new Wiring({
  protocolHandlerSignal: 'socketActivity',
  signal: 'feedbackFromServer',
});

/** The server: one port, many connections, a protocol handler for each. */
export const serverCore = compile(
  serverCoreMachine.provide({
    actors: { tcpServer: provided(tcpServer), handlers },
    actions: {
      linkTcpServer: ({ self }) => {
        const child = self.getSnapshot().children.tcpServer;
        if (child !== undefined) wire(child, fromTcpServer, self);
      },
      linkOwner: (args) => {
        guardUserCode(args.self);
        linkOwner(args);
      },
    },
  }),
);
