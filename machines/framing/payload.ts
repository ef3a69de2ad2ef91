import { isXstateNetError, XstateNetError } from '../kit/errors';
import { excerpt } from './badFrame';
import type { Codec, Decoded, EventCodec } from './codec';
import { type EventSchema, fittedEvent } from './schema';

/** What stands in the frames of a codec whose messages are bytes: `lengthPrefixed(4).of(json())`. */
export interface Payload<TMessage, TSaid = TMessage> {
  /** For people: what it is called in errors. */
  readonly name: string;
  /** The message, or why there is none (`XN_MISFIT`). */
  decode(bytes: Uint8Array): TMessage | XstateNetError;
  /** Throws `XN_BAD_MESSAGE` for what cannot be said in this format. */
  encode(message: TSaid): Uint8Array;
}

/** A payload whose messages are events of the handler. */
export interface EventPayload<TEvent extends { readonly type: string }, TSaid = TEvent>
  extends Payload<TEvent, TSaid> {
  readonly delivers: 'events';
}

/** A codec whose messages are bytes, in which something else can stand. */
export interface FrameCodec<TState> extends Codec<Uint8Array, TState> {
  /** The same frames, with a payload that is an event or a message each. */
  of<TEvent extends { readonly type: string }, TSaid>(
    payload: EventPayload<TEvent, TSaid>,
  ): EventCodec<TEvent, TState, TSaid>;
  of<TMessage, TSaid>(
    payload: Payload<TMessage, TSaid>,
  ): Codec<TMessage | XstateNetError, TState, TSaid>;
}

/** Why a message that is whole is not what it should be. */
export const misfit = (
  name: string,
  wrong: string,
  bytes: Uint8Array,
  cause?: unknown,
): XstateNetError =>
  new XstateNetError('XN_MISFIT', `${name}: ${wrong}; it begins ${excerpt(bytes)}`, cause);

/** A codec of bytes that can carry payloads. */
export function carrying<TState>(codec: Codec<Uint8Array, TState>): FrameCodec<TState> {
  function of<TMessage, TSaid>(
    payload: Payload<TMessage, TSaid>,
  ): Codec<TMessage | XstateNetError, TState, TSaid> {
    const filled = (decoded: Decoded<Uint8Array, TState>) => ({
      ...decoded,
      messages: decoded.messages.map((bytes) => payload.decode(bytes)),
    });
    return {
      name: `${codec.name} of ${payload.name}`,
      ...('delivers' in payload ? { delivers: payload.delivers } : undefined),
      initial: codec.initial,
      decode: (state, bytes) => filled(codec.decode(state, bytes)),
      end: (state) => filled(codec.end(state)),
      encode: (message) => codec.encode(payload.encode(message)),
    };
  }
  return { ...codec, of: of as FrameCodec<TState>['of'] };
}

/** A payload of events: what a format reads is held to a schema. */
export function eventsIn<TEvent extends { readonly type: string }, TSaid>(
  payload: Payload<unknown, TSaid>,
  schema: EventSchema,
): EventPayload<TEvent, TSaid> {
  return {
    ...payload,
    delivers: 'events',
    decode(bytes) {
      const value = payload.decode(bytes);
      if (isXstateNetError(value)) return value;
      const result = fittedEvent(schema, value);
      return typeof result === 'string'
        ? misfit(payload.name, result, bytes)
        : (result.value as TEvent);
    },
  };
}
