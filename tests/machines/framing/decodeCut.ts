import type { Codec } from '../../../machines/framing';
import type { XstateNetError } from '../../../machines/kit/errors';

/** What a whole stream came to. */
export interface Outcome<T> {
  readonly messages: T[];
  readonly error: XstateNetError | undefined;
}

/** Decodes a stream cut at these places, and its end. */
export function decodeCut<T, S, O>(
  codec: Codec<T, S, O>,
  stream: Uint8Array,
  cuts: readonly number[],
): Outcome<T> {
  const messages: T[] = [];
  let state = codec.initial;
  const places = [...new Set([0, ...cuts.filter((cut) => cut < stream.length), stream.length])];
  places.sort((a, b) => a - b);
  for (let i = 1; i < places.length; i++) {
    // Of its own memory, as what is read is.
    const decoded = codec.decode(state, stream.slice(places[i - 1], places[i]));
    messages.push(...decoded.messages);
    if (decoded.error !== undefined) return { messages, error: decoded.error };
    state = decoded.state;
  }
  const last = codec.end(state);
  return { messages: [...messages, ...last.messages], error: last.error };
}

/** Cut at every byte. */
export const everywhere = (stream: Uint8Array): number[] => Array.from(stream, (_, i) => i);

export function concat(parts: readonly Uint8Array[]): Uint8Array {
  return Uint8Array.from(parts.flatMap((part) => [...part]));
}

export const bytes = (text: string): Uint8Array => Uint8Array.from(new TextEncoder().encode(text));
