import { badFrame, badMessage, excerpt } from './badFrame';
import type { Codec, Decoded } from './codec';
import { DEFAULT_LINE_LIMIT, type LengthLimit } from './limits';
import { lines } from './lines';
import { NO_PIECES, type Pieces } from './split';

export interface NdjsonOptions extends LengthLimit {
  /** Longest line in bytes. Default 65536. */
  readonly maxLength?: number;
}

const utf8 = new TextEncoder();

/** Newline-delimited JSON: a JSON text a line (RFC 8259), as UTF-8. Lines of white space are no messages. */
export function ndjson(options: NdjsonOptions = {}): Codec<unknown, Pieces> {
  const text = lines({ maxLength: options.maxLength ?? DEFAULT_LINE_LIMIT });

  function parsed(decoded: Decoded<string, Pieces>): Decoded<unknown, Pieces> {
    const messages: unknown[] = [];
    for (const line of decoded.messages) {
      if (line.trim() === '') continue;
      try {
        messages.push(JSON.parse(line));
      } catch (cause) {
        const error = badFrame('ndjson', `a line is no JSON: ${excerpt(utf8.encode(line))}`, cause);
        return { state: NO_PIECES, messages, error };
      }
    }
    return { ...decoded, messages };
  }

  return {
    name: 'ndjson',
    initial: text.initial,
    decode: (state, bytes) => parsed(text.decode(state, bytes)),
    end: (state) => parsed(text.end(state)),
    encode: (message) => text.encode(asJson(message)),
  };
}

function asJson(message: unknown): string {
  let json: string | undefined;
  try {
    json = JSON.stringify(message);
  } catch (cause) {
    throw badMessage('ndjson', 'the message cannot be said as JSON', cause);
  }
  if (json === undefined) throw badMessage('ndjson', `JSON has no word for ${typeof message}`);
  return json;
}
