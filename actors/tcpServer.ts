import { assign } from 'xstate';
import { tcpServerMachine } from '../machines/tcpServer';
import { compile } from './compiled/compile';
import { connections } from './connections';
import { guardUserCode } from './guardUserCode';
import { linkOwner } from './linkOwner';
import { listener } from './listener';
import { getSelectorService } from './selectorService';

/**
 * The listener with nothing behind it: it makes a connected socket adapter for each connection and
 * says `protocolHandlerSignal.newCSA`; link to the CSA in the same turn, and its first byte is yours.
 */
export const tcpServer = compile(
  tcpServerMachine.provide({
    actors: { listener, connections },
    actions: {
      getSelectorService: assign({ selector: ({ self }) => getSelectorService(self) }),
      linkOwner: (args) => {
        guardUserCode(args.self);
        linkOwner(args);
      },
    },
  }),
);
