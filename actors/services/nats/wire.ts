/** A message as it goes over NATS: a line that says whose it is and where, then its bytes. */

import type { Place, Speaker } from '../../../machines/handler/backplane';

/** How messages that are no bytes go over a network. Default: JSON. */
export interface MessageCodec {
  encode(message: unknown): Uint8Array;
  decode(bytes: Uint8Array): unknown;
}

/** What a message is when it is on its way. */
export interface Encoded {
  /** Bytes go as they are. */
  readonly kind: 'bytes' | 'coded';
  readonly bytes: Uint8Array;
}

export interface Received extends Encoded {
  readonly place: Place;
  readonly from: Speaker;
}

export const json: MessageCodec = {
  encode(message) {
    const text = JSON.stringify(message);
    if (text === undefined) throw new TypeError('JSON has nothing for it');
    return Buffer.from(text);
  },
  decode: (bytes) =>
    JSON.parse(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString()),
};

export function encode(codec: MessageCodec, message: unknown): Encoded {
  if (message instanceof Uint8Array) return { kind: 'bytes', bytes: message };
  return { kind: 'coded', bytes: codec.encode(message) };
}

export function decode(codec: MessageCodec, { kind, bytes }: Encoded): unknown {
  return kind === 'bytes' ? bytes : codec.decode(bytes);
}

const NEWLINE = 10;

/** `epoch offset node connection kind`: none of them has a space in it. */
export function frame(
  { kind, bytes }: Encoded,
  from: Speaker,
  { epoch, offset }: Place,
): Uint8Array {
  const line = `${epoch} ${offset} ${from.node} ${from.connection ?? '-'} ${kind}\n`;
  return Buffer.concat([Buffer.from(line), bytes]);
}

/** What has come, or undefined if it is none of ours. */
export function unframe(data: Uint8Array): Received | undefined {
  const end = data.indexOf(NEWLINE);
  if (end === -1) return undefined;
  const line = Buffer.from(data.buffer, data.byteOffset, end).toString();
  const [, epoch, offset, node, connection, kind] =
    /^(\S+) (\d{1,15}) (\S+) (-|\d{1,15}) (bytes|coded)$/.exec(line) ?? [];
  if (epoch === undefined || node === undefined) return undefined;
  return {
    place: { epoch, offset: Number(offset) },
    from: { node, connection: connection === '-' ? undefined : Number(connection) },
    kind: kind as Encoded['kind'],
    bytes: data.subarray(end + 1),
  };
}
