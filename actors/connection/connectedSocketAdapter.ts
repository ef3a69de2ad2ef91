import type { AnyActorRef, SnapshotFrom } from 'xstate';
import {
  type CsaContext,
  connectedSocketAdapterMachine,
} from '../../machines/connection/connectedSocketAdapter';
import type { CsaEvent } from '../../machines/connection/csaMessages';
import { guarded } from '../compiled/actor/guarded';
import { compileShipped } from '../compiled/compileShipped';
import { socketOf } from './descriptors';

interface Args {
  readonly context: CsaContext;
  readonly event: CsaEvent;
}

const compiled = compileShipped(
  connectedSocketAdapterMachine.provide({
    actions: {
      write: ({ context, event }: Args) => {
        if (event.type === 'inbox') socketOf(context.descriptor)?.write(event.data);
      },
      startReading: ({ context }: Args) => socketOf(context.descriptor)?.startReading(),
      stopReading: ({ context }: Args) => socketOf(context.descriptor)?.stopReading(),
      endWriting: ({ context }: Args) => socketOf(context.descriptor)?.endWriting(),
      finishSocket: ({ context }: Args) => socketOf(context.descriptor)?.finish(),
      abortSocket: ({ context }: Args) => socketOf(context.descriptor)?.abort(),
      destroySocket: ({ context }: Args) => socketOf(context.descriptor)?.destroy(),
      awaitQuiet: ({ context }: Args) => socketOf(context.descriptor)?.awaitQuiet(),
      paceSending: ({ context }: Args) => socketOf(context.descriptor)?.pace(),
    },
  }),
);

const NEVER_USED = {
  type: 'socket.closed',
  bytesReceived: 0,
  bytesSaid: 0,
  bytesSent: 0,
} as const;

/** Takes its socket when it is started. */
const attached: typeof compiled = Object.create(compiled, {
  start: {
    value: (snapshot: SnapshotFrom<typeof compiled>, scope: { readonly self: AnyActorRef }) => {
      compiled.start(snapshot);
      const { descriptor, connection } = snapshot.context;
      const socket = socketOf(descriptor);
      if (socket !== undefined) socket.attach(scope.self);
      // It closed before anybody started to care.
      else scope.self.send({ ...NEVER_USED, closedAt: connection.connectedAt });
    },
  },
});

/**
 * The connected socket adapter on real (or simulated) sockets. A `tcpServer` makes one for each
 * connection; `adoptSocket` makes the input to spawn one alone. It starts to read when it is started:
 * link to it in the same turn, and its first byte is yours.
 */
export const connectedSocketAdapter: typeof compiled = guarded(attached);
