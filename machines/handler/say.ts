import {
  type ActionArgs,
  type ActionFunction,
  type EventObject,
  emit,
  type MachineContext,
} from 'xstate';
import { isBytes, kindOf } from '../kit/bytes';
import { XstateNetError } from '../kit/errors';
import { codecOf } from './codecOf';
import { refusePromise } from './promised';
import type { OutboxMessage, ProtocolMessage, ProtocolWord } from './protocolMessages';

/** What may be said to a peer: bytes, or text that is sent as UTF-8. */
export type Sayable = Uint8Array | string;

/** An action by which a protocol handler says something. It fits any machine made by `setupProtocol`. */
export type SayAction<
  TContext extends MachineContext,
  TExpressionEvent extends EventObject,
  TEvent extends EventObject,
  TMessage extends EventObject = ProtocolMessage,
> = ActionFunction<
  TContext,
  TExpressionEvent,
  TEvent,
  undefined,
  never,
  never,
  never,
  never,
  TMessage
>;

const utf8 = new TextEncoder();

const NOTHING = new Uint8Array(0);

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

/** What `outbox()` takes: bytes or text, and with a codec what that encodes. */
export type Said<TSaid> = [TSaid] extends [Uint8Array] ? Sayable : NotFrom<TSaid>;

/**
 * The type itself, of which nothing is inferred from here: `outbox` learns it from the chart that it stands in.
 * `NoInfer` of a union of objects refuses some of them (TypeScript 6.0).
 */
type NotFrom<T> = [T][T extends unknown ? 0 : never];

/** What is emitted: a handler with a codec says messages, which are encoded behind it. */
const toSay = <TSaid>(self: unknown, data: Said<TSaid>): TSaid =>
  codecOf((self as { readonly logic?: unknown }).logic) === undefined
    ? (toBytes(data as Sayable) as TSaid)
    : (data as TSaid);

/**
 * Sends bytes or text to the peer. Bytes are not copied: do not change them afterwards. In a handler that was
 * set up with a codec it takes what that encodes, a line or an object for example.
 *
 * @example `inbox: { actions: outbox(({ event }) => event.data) }`
 */
export function outbox<
  TContext extends MachineContext,
  TExpressionEvent extends EventObject,
  TEvent extends EventObject,
  TSaid = Uint8Array,
>(
  data: Said<TSaid> | ((args: ActionArgs<TContext, TExpressionEvent, TEvent>) => Said<TSaid>),
): SayAction<TContext, TExpressionEvent, TEvent, OutboxMessage<TSaid>> {
  if (typeof data === 'function') {
    const make = data as (args: ActionArgs<TContext, TExpressionEvent, TEvent>) => Said<TSaid>;
    return emit((args: ActionArgs<TContext, TExpressionEvent, TEvent>) => ({
      type: 'outbox' as const,
      data: toSay<TSaid>(args.self, make(args)),
    }));
  }
  if (isBytes(data)) return emit({ type: 'outbox' as const, data: data as TSaid });
  return emit(({ self }: ActionArgs<TContext, TExpressionEvent, TEvent>) => ({
    type: 'outbox' as const,
    data: toSay<TSaid>(self, data as Said<TSaid>),
  }));
}

/**
 * The same as {@link outbox}, by the word that a handler of messages has for it.
 *
 * @example `join: { actions: reply(({ event }) => ({ type: 'joined', room: event.room })) }`
 */
export const reply: typeof outbox = (data) => outbox(data);

function say<
  TContext extends MachineContext,
  TExpressionEvent extends EventObject,
  TEvent extends EventObject,
>(message: ProtocolWord): SayAction<TContext, TExpressionEvent, TEvent, ProtocolWord> {
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

/**
 * Has the connection secured by TLS (STARTTLS), on a server whose `tls` says `starttls: true`: what was said before
 * is flushed in plain text, what is said from here on leaves when it is secured, and `control.sslready` says so.
 *
 * Whatever came in plain text behind the peer's wish is not the peer's (CVE-2011-0411): with a codec that is seen
 * to; a handler of bytes gives what it has `behind` the command, and the connection ends if that is anything.
 *
 * @example `starttls: { actions: [outbox('220 go ahead\\r\\n'), makessl()] }`
 */
export const makessl = <C extends MachineContext, X extends EventObject, E extends EventObject>(
  behind: (args: ActionArgs<C, X, E>) => Uint8Array = () => NOTHING,
): SayAction<C, X, E, ProtocolWord> =>
  emit(
    (args: ActionArgs<C, X, E>): ProtocolWord =>
      behind(args).length === 0 ? { type: 'signal.makessl' } : { type: 'signal.injection' },
  );
