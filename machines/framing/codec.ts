import type { XstateNetError } from '../kit/errors';

/** What a codec made of some bytes. */
export interface Decoded<TMessage, TState> {
  /** To be handed in with the bytes that come next. */
  readonly state: TState;
  /** The messages that are complete now, in order. */
  readonly messages: readonly TMessage[];
  /**
   * What is wrong with the bytes behind those messages (`XN_BAD_FRAME`). The stream has lost its
   * place: nothing that comes later can be decoded.
   */
  readonly error?: XstateNetError;
}

/**
 * How messages are put into a stream of bytes, and found in it again. All of it is pure: the state is
 * handed in and out, so that a codec can be shared by all connections, replayed and tested without any.
 *
 * Every codec has a limit on the length of a message, because what is incomplete has to be held.
 */
export interface Codec<TMessage, TState = unknown, TSaid = TMessage> {
  /** For people: what it is called in errors. */
  readonly name: string;
  /** The state before the first byte. */
  readonly initial: TState;
  /** Takes what has arrived, cut anywhere. */
  decode(state: TState, bytes: Uint8Array): Decoded<TMessage, TState>;
  /** Says what becomes of what is incomplete when no more bytes will come. */
  end(state: TState): Decoded<TMessage, TState>;
  /** The bytes of one message. Throws `XN_BAD_MESSAGE` for what cannot be said in this format. */
  encode(message: TSaid): Uint8Array;
}

/**
 * A codec whose messages are events: each arrives at the handler under its own `type`. A message that does not
 * fit stands in its place as the error that says why (`XN_MISFIT`): the stream has kept its place, and the next
 * one may be right.
 */
export interface EventCodec<
  TEvent extends { readonly type: string },
  TState = unknown,
  TSaid = TEvent,
> extends Codec<TEvent | XstateNetError, TState, TSaid> {
  readonly delivers: 'events';
}

/** Any codec at all. */
export type AnyCodec = Codec<unknown, unknown, never>;
