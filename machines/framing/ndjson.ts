/** Codec for JSON, a value a line. */

import { badFrame, excerpt } from './badFrame';
import type { Codec, Decoded, EventCodec } from './codec';
import { asJson, json, type Says } from './json';
import { DEFAULT_LINE_LIMIT, type LengthLimit } from './limits';
import { lines } from './lines';
import { type EventSchema, type EventsOf, type InputOf, isSchema, type Schema } from './schema';
import { NO_PIECES, type Pieces } from './split';

export interface NdjsonOptions extends LengthLimit {
  /** Longest line in bytes. Default 65536. */
  readonly maxLength?: number;
}

const utf8 = new TextEncoder();

const notJson = (line: string, cause: unknown) =>
  badFrame('ndjson', `a line is no JSON: ${excerpt(utf8.encode(line))}`, cause);

/**
 * Newline-delimited JSON: a JSON text a line (RFC 8259), as UTF-8. Lines of white space are no messages. With a
 * schema each message is an event of the handler's own, and what does not fit is none; `says` types what is
 * said, if that is not what is heard.
 */
export function ndjson(options?: NdjsonOptions): Codec<unknown, Pieces>;
export function ndjson<TSchema extends EventSchema, TSays extends Schema = TSchema>(
  schema: TSchema,
  options?: NdjsonOptions & Says<TSays>,
): EventCodec<EventsOf<TSchema>, Pieces, InputOf<TSays>>;
export function ndjson(
  given?: NdjsonOptions | EventSchema,
  more: NdjsonOptions = {},
): Codec<unknown, Pieces> {
  const schema = isSchema(given) ? (given as EventSchema) : undefined;
  const options = schema === undefined ? ((given ?? {}) as NdjsonOptions) : more;
  const text = lines({ maxLength: options.maxLength ?? DEFAULT_LINE_LIMIT });
  const encode = (message: unknown) => text.encode(asJson('ndjson', message));
  const isMessage = (line: string) => line.trim() !== '';

  if (schema !== undefined) {
    const payload = json(schema);
    const read = (decoded: Decoded<string, Pieces>): Decoded<unknown, Pieces> => ({
      ...decoded,
      messages: decoded.messages.filter(isMessage).map((line) => payload.decode(utf8.encode(line))),
    });
    return {
      name: 'ndjson',
      delivers: 'events',
      initial: text.initial,
      decode: (state, bytes) => read(text.decode(state, bytes)),
      end: (state) => read(text.end(state)),
      encode,
    } as EventCodec<never, Pieces, unknown>;
  }

  function parsed(decoded: Decoded<string, Pieces>): Decoded<unknown, Pieces> {
    const messages: unknown[] = [];
    for (const line of decoded.messages.filter(isMessage)) {
      try {
        messages.push(JSON.parse(line));
      } catch (cause) {
        return { state: NO_PIECES, messages, error: notJson(line, cause) };
      }
    }
    return { ...decoded, messages };
  }

  return {
    name: 'ndjson',
    initial: text.initial,
    decode: (state, bytes) => parsed(text.decode(state, bytes)),
    end: (state) => parsed(text.end(state)),
    encode,
  };
}
