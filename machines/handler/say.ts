import {
  type ActionArgs,
  type ActionFunction,
  type EventObject,
  emit,
  type MachineContext,
} from 'xstate';
import { isBytes, kindOf } from '../kit/bytes';
import { XstateNetError } from '../kit/errors';
import { refusePromise } from './promised';
import type { ProtocolMessage } from './protocolMessages';

/** What may be said to a peer: bytes, or text that is sent as UTF-8. */
export type Sayable = Uint8Array | string;

/** An action by which a protocol handler says something. It fits any machine made by `setupProtocol`. */
export type SayAction<
  TContext extends MachineContext,
  TExpressionEvent extends EventObject,
  TEvent extends EventObject,
> = ActionFunction<
  TContext,
  TExpressionEvent,
  TEvent,
  undefined,
  never,
  never,
  never,
  never,
  ProtocolMessage
>;

const utf8 = new TextEncoder();

/** What is sayable as the bytes that are sent. Throws `XN_BAD_OUTBOX` for anything else. */
export function toBytes(data: Sayable): Uint8Array {
  if (typeof data === 'string') return utf8.encode(data);
  if (isBytes(data)) return data;
  if (refusePromise(data)) {
    throw new XstateNetError(
      'XN_BAD_OUTBOX',
      'outbox() was given a promise, as async functions return; invoke a fromPromise, and say its output when it is done',
    );
  }
  throw new XstateNetError(
    'XN_BAD_OUTBOX',
    `outbox() was given ${data === null ? 'null' : `a ${kindOf(data)}`}; give it a Uint8Array (a Buffer is one) or a string`,
  );
}

/**
 * Sends bytes or text to the peer. Bytes are not copied: do not change them afterwards.
 *
 * @example `inbox: { actions: outbox(({ event }) => event.data) }`
 */
export function outbox<
  TContext extends MachineContext,
  TExpressionEvent extends EventObject,
  TEvent extends EventObject,
>(
  data: Sayable | ((args: ActionArgs<TContext, TExpressionEvent, TEvent>) => Sayable),
): SayAction<TContext, TExpressionEvent, TEvent> {
  if (typeof data === 'function') {
    return emit((args: ActionArgs<TContext, TExpressionEvent, TEvent>) => ({
      type: 'outbox' as const,
      data: toBytes(data(args)),
    }));
  }
  return emit({ type: 'outbox' as const, data: toBytes(data) });
}

function say<
  TContext extends MachineContext,
  TExpressionEvent extends EventObject,
  TEvent extends EventObject,
>(message: ProtocolMessage): SayAction<TContext, TExpressionEvent, TEvent> {
  return emit(message);
}

/** Finish: everything said so far is flushed, then the connection is closed. A final state says the same. */
export const finish = <C extends MachineContext, X extends EventObject, E extends EventObject>() =>
  say<C, X, E>({ type: 'signal.producerFinished' });

/** Abort: the connection ends now; what was not sent yet is dropped and the peer sees a reset. */
export const abort = <C extends MachineContext, X extends EventObject, E extends EventObject>() =>
  say<C, X, E>({ type: 'signal.shutdownMicroprocess' });

/** Closes our half only, after flushing: the peer reads an end of file and may go on sending. */
export const endSending = <
  C extends MachineContext,
  X extends EventObject,
  E extends EventObject,
>() => say<C, X, E>({ type: 'flow.end' });

/** Stops the inbox; the socket is not read, so that in the end the peer is held back. */
export const pauseInbox = <
  C extends MachineContext,
  X extends EventObject,
  E extends EventObject,
>() => say<C, X, E>({ type: 'flow.pause' });

/** Starts the inbox again after {@link pauseInbox}. */
export const resumeInbox = <
  C extends MachineContext,
  X extends EventObject,
  E extends EventObject,
>() => say<C, X, E>({ type: 'flow.resume' });

/** Asks the whole server to drain and stop. */
export const stopServer = <
  C extends MachineContext,
  X extends EventObject,
  E extends EventObject,
>() => say<C, X, E>({ type: 'serverSignal.serverShutdown' });
