import { createRequire } from 'node:module';
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
import { reasonOf } from '../../../machines/kit/shown';

const load = createRequire(__filename);

/** What of msgpackr is used. */
interface Msgpackr {
  readonly Packr: new (
    options: object,
  ) => {
    pack(value: unknown): Uint8Array;
    unpack(bytes: Uint8Array): unknown;
  };
}

function library(): Msgpackr {
  try {
    return load('msgpackr') as Msgpackr;
  } catch (cause) {
    throw new XstateNetError(
      'XN_LIBRARY_MISSING',
      'msgpack needs the package msgpackr; install it with npm install msgpackr',
      cause,
    );
  }
}

/**
 * MessagePack in each frame, by the package `msgpackr`, which has to be installed. Maps are plain objects; records,
 * an extension of msgpackr's own, are not understood. With a schema each message is an event of the handler's own;
 * `says` types what is said, if that is not what is heard.
 *
 * @example `lengthPrefixed(4).of(msgpack(schema))`
 */
export function msgpack(): Payload<unknown>;
export function msgpack<TSchema extends EventSchema, TSays extends Schema = TSchema>(
  schema: TSchema,
  options?: Says<TSays>,
): EventPayload<EventsOf<TSchema>, InputOf<TSays>>;
export function msgpack(schema?: EventSchema): Payload<unknown> {
  const { Packr } = library();
  const packr = new Packr({ useRecords: false, mapsAsObjects: true, moreTypes: false });
  const values: Payload<unknown> = {
    name: 'msgpack',
    decode(bytes) {
      try {
        return packr.unpack(bytes);
      } catch (cause) {
        return misfit('msgpack', 'the message is no MessagePack', bytes, cause);
      }
    },
    encode(message) {
      try {
        return packr.pack(message);
      } catch (cause) {
        throw new XstateNetError(
          'XN_BAD_MESSAGE',
          `msgpack: the message cannot be said (${reasonOf(cause)})`,
          cause,
        );
      }
    },
  };
  return schema === undefined ? values : eventsIn(values, schema);
}
