import { badMessage } from './badFrame';
import { type EventPayload, eventsIn, misfit, type Payload } from './payload';
import type { EventSchema, EventsOf, InputOf, Schema } from './schema';
import { textCoding } from './text';

/** What may be said, where it is not what may be heard. For the types: it is not checked when it is said. */
export interface Says<TSchema> {
  readonly says?: TSchema;
}

const utf8 = textCoding('utf8');

/** The text of a message. Throws `XN_BAD_MESSAGE` for what JSON has no word for. */
export function asJson(name: string, message: unknown): string {
  let json: string | undefined;
  try {
    json = JSON.stringify(message);
  } catch (cause) {
    throw badMessage(name, 'the message cannot be said as JSON', cause);
  }
  if (json === undefined) throw badMessage(name, `JSON has no word for ${typeof message}`);
  return json;
}

const values: Payload<unknown> = {
  name: 'json',
  decode(bytes) {
    const text = utf8.decode(bytes);
    if (text === undefined) return misfit('json', 'the message is no UTF-8', bytes);
    try {
      return JSON.parse(text) as unknown;
    } catch (cause) {
      return misfit('json', 'the message is no JSON', bytes, cause);
    }
  },
  encode: (message) => utf8.encode(asJson('json', message)),
};

/**
 * A JSON text in each frame (RFC 8259), as UTF-8. With a schema each is an event of the handler's own, and what
 * does not fit is none. `says` types what is said, if that is not what is heard.
 */
export function json(): Payload<unknown>;
export function json<TSchema extends EventSchema, TSays extends Schema = TSchema>(
  schema: TSchema,
  options?: Says<TSays>,
): EventPayload<EventsOf<TSchema>, InputOf<TSays>>;
export function json(schema?: EventSchema): Payload<unknown> {
  return schema === undefined ? values : eventsIn(values, schema);
}
