/** The chart of the connected socket adapter, with sockets to act upon. */

import type { AnyActorRef, SnapshotFrom } from 'xstate';
import {
  announcedSocketAdapterMachine,
  type CsaContext,
  connectedSocketAdapterMachine,
  securedSocketAdapterMachine,
} from '../../machines/connection/connectedSocketAdapter';
import type { CsaEvent } from '../../machines/connection/csaMessages';
import { nowhere } from '../../machines/kit/nowhere';
import { checkEvent } from '../boxes/checkEvent';
import { guarded } from '../compiled/actor/guarded';
import { compileShipped } from '../compiled/compileShipped';
import { socketOf } from './descriptors';
import { noTls } from './starttlsErrors';

interface Args {
  readonly context: CsaContext;
  readonly event: CsaEvent;
}

const actions = {
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
  admitSocket: ({ context }: Args) => socketOf(context.descriptor)?.admit?.(),
  secureSocket: ({ context, self }: Args & { readonly self: AnyActorRef }) => {
    const socket = socketOf(context.descriptor);
    if (socket?.secure !== undefined) socket.secure();
    else self.send({ type: 'socket.error', error: noTls() });
  },
};

const NEVER_USED = {
  type: 'socket.closed',
  bytesReceived: 0,
  bytesSaid: 0,
  bytesSent: 0,
} as const;

/** What of an actor takes events, and is called when it has failed; XState keeps it to itself. */
interface Internal {
  _send?(event: unknown): void;
  _error?(error: unknown): void;
}

/**
 * An adapter that no `tcpServer` has made has nobody who would close its socket when it fails, and nobody
 * who looks at what it is sent.
 */
function lookAfter(self: AnyActorRef, descriptor: number): void {
  const actor = self as unknown as Internal;
  const { _send: send, _error: failed } = actor;
  if (send === undefined || failed === undefined) return;
  actor._send = (event) => {
    checkEvent('connectedSocketAdapter', event);
    send.call(actor, event);
  };
  actor._error = (error) => {
    socketOf(descriptor)?.abort();
    failed.call(actor, error);
  };
}

type Compiled = typeof connectedSocketAdapterMachine;

/** Takes its socket when it is started. */
function attached(machine: Compiled, to: 'attach' | 'announce' = 'attach'): Compiled {
  const compiled = compileShipped(machine.provide({ actions }));
  const start = (snapshot: SnapshotFrom<Compiled>, scope: { readonly self: AnyActorRef }) => {
    compiled.start(snapshot);
    const { descriptor, connection, creatorFeedback } = snapshot.context;
    if (creatorFeedback === nowhere) lookAfter(scope.self, descriptor);
    const socket = socketOf(descriptor);
    if (socket !== undefined) socket[to]?.(scope.self);
    // It closed before anybody started to care.
    else scope.self.send({ ...NEVER_USED, closedAt: connection.connectedAt });
  };
  return guarded(Object.create(compiled, { start: { value: start } }) as Compiled);
}

/**
 * The connected socket adapter on real (or simulated) sockets. A `tcpServer` makes one for each
 * connection; `adoptSocket` makes the input to spawn one alone. It starts to read when it is started:
 * link to it in the same turn, and its first byte is yours.
 */
export const connectedSocketAdapter: Compiled = attached(connectedSocketAdapterMachine);

/** The same for the connections of a server that secures them: a `tcpServer` says `newCSA` when one is. */
export const securedSocketAdapter: Compiled = attached(securedSocketAdapterMachine);

/** The same for connections of which a proxy says first whose they are: a `tcpServer` is asked whether they may come. */
export const announcedSocketAdapter: Compiled = attached(announcedSocketAdapterMachine, 'announce');
