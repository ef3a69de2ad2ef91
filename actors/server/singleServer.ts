import type { AnyActorRef } from 'xstate';
import type { SingleServerLogic } from '../../machines/server/serverLogic';
import { singleServerMachine } from '../../machines/server/singleServer';
import type { SingleServerContext } from '../../machines/server/singleServerContext';
import type { SingleServerEvent } from '../../machines/server/singleServerMessages';
import { endsWithError } from '../boxes/endsWithError';
import { type Link, retypedBytes, Wiring, wire } from '../boxes/link';
import { linkOwner } from '../boxes/linkOwner';
import { direct } from '../compiled/actor/direct';
import { compileShipped } from '../compiled/compileShipped';
import { socketOf } from '../connection/descriptors';
import { provided } from '../kit/resource';
import { unpersistable } from '../kit/unpersistable';
import { tcpServer, wireTcpServer } from '../listener/tcpServer';

/** From the boxes of the `tcpServer` to those of the `singleServer`. */
const fromTcpServer = new Wiring({
  protocolHandlerSignal: 'oobInfo',
  signal: 'feedbackFromServer',
});

/** From the boxes of the client's CSA to those of the `singleServer`. */
const fromCsa = new Wiring({
  outbox: 'fromCSA.outbox',
  'signal.producerFinished': 'fromCSA.producerFinished',
  'signal.serverShutdown': 'fromCSA.serverShutdown',
});

/** The linkage of each server's present client. */
const clientLinks = new WeakMap<AnyActorRef, Link>();

interface Args {
  readonly context: SingleServerContext;
  readonly event: SingleServerEvent;
  readonly self: AnyActorRef;
}

/** One client at a time: its bytes go to the `outbox`, what is sent to the `inbox` goes to it. */
export const singleServer: SingleServerLogic = direct(
  unpersistable(
    endsWithError(
      compileShipped(
        singleServerMachine.provide({
          actors: { tcpServer: provided(tcpServer) },
          actions: {
            linkOwner,
            linkTcpServer: ({ self }: { self: AnyActorRef }) => wireTcpServer(self, fromTcpServer),
            linkClient: ({ context, self }: Args) => {
              if (context.client !== undefined) {
                clientLinks.set(self, wire(context.client.csa, fromCsa, self, retypedBytes));
              }
            },
            refuseSecondClient: ({ event }: Args) => {
              // Not finish(): a peer that ignores our FIN would hold the descriptor.
              if (event.type === 'oobInfo.newCSA') socketOf(event.descriptor)?.destroy();
            },
            unlinkClient: ({ self }: Args) => clientLinks.get(self)?.unlink(),
          },
        }),
      ),
      'shutdown',
    ),
  ),
) as never;
