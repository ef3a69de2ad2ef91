import type {
  EventPayload,
  EventSchema,
  EventsOf,
  InputOf,
  Payload,
  Says,
  Schema,
} from '../../../machines/framing';
import { eventsIn, misfit } from '../../../machines/framing/payload';
import { XstateNetError } from '../../../machines/kit/errors';

/** A message type of `protobufjs`: of that package this one needs no more than you give it. */
export interface ProtobufType {
  readonly name: string;
  decode(bytes: Uint8Array): object;
  toObject(message: object, options?: object): Record<string, unknown>;
  verify(message: Record<string, unknown>): string | null;
  fromObject(object: Record<string, unknown>): object;
  encode(message: object): { finish(): Uint8Array };
}

/** Plain objects; of a oneof its name says which it is, so that one called `type` makes events. */
const PLAIN = { longs: Number, enums: String, oneofs: true, arrays: true };

/**
 * Protocol Buffers in each frame, by a message type of the package `protobufjs`. Messages are plain objects, with the
 * name of each oneof saying which field is set. With a schema each is an event of the handler's own; `says` types what
 * is said, if that is not what is heard.
 *
 * @example `lengthPrefixed('varint').of(protobuf(root.lookupType('chat.Envelope'), schema))`
 */
export function protobuf(type: ProtobufType): Payload<Record<string, unknown>>;
export function protobuf<TSchema extends EventSchema, TSays extends Schema = TSchema>(
  type: ProtobufType,
  schema: TSchema,
  options?: Says<TSays>,
): EventPayload<EventsOf<TSchema>, InputOf<TSays>>;
export function protobuf(
  type: ProtobufType,
  schema?: EventSchema,
): Payload<Record<string, unknown>> | EventPayload<{ readonly type: string }, never> {
  const name = `protobuf ${type.name}`;
  const values: Payload<Record<string, unknown>> = {
    name,
    decode(bytes) {
      try {
        return type.toObject(type.decode(bytes), PLAIN);
      } catch (cause) {
        return misfit(name, 'the message cannot be decoded', bytes, cause);
      }
    },
    encode(message) {
      const wrong = type.verify(message);
      if (wrong !== null) throw new XstateNetError('XN_BAD_MESSAGE', `${name}: ${wrong}`);
      return type.encode(type.fromObject(message)).finish();
    },
  };
  return schema === undefined ? values : eventsIn(values, schema);
}
