import { clientBytes } from '../bytes';
import type { ByteSource } from '../protocols/simulatedProtocol';
import type { Circumstances } from './circumstances';

const same = (one: Uint8Array, other: Uint8Array): boolean =>
  one.length === other.length && Buffer.compare(one, other) === 0;

/** Who sends to a connection. */
export interface Sender {
  readonly number: number;
  /** Bytes given to its socket. */
  readonly sent: number;
}

/** The bytes of one connection, counted wherever they pass, and held against what was sent and may be said. */
export class Ledger {
  /** Bytes handed to the CSA by its socket. */
  delivered = 0;
  /** Bytes that the handler, or the app in its place, heard. */
  heard = 0;
  /** Bytes that it said. */
  said = 0;
  /** Bytes given to the CSA to send, and those of them that it took. */
  given = 0;
  taken = 0;

  constructor(
    private readonly circumstances: Circumstances,
    /** The connection, for people. */
    readonly name: string,
    readonly client: Sender,
    /** What the handler may say, by position. */
    private readonly says: ByteSource,
  ) {}

  /** Bytes that were said, wherever they are seen, are those of the protocol at that position. */
  isSaid(from: number, data: Uint8Array, where: string): void {
    const { says, circumstances, name } = this;
    if (from + data.length > says.length || !same(data, says.slice(from, data.length))) {
      circumstances.fail(
        'said',
        `${name} ${where} wrong bytes at ${from} to ${from + data.length}`,
      );
    }
  }

  /** Bytes of the client, wherever they are seen, are those that it sent at that position. */
  isSent(from: number, data: Uint8Array, where: string): void {
    const { client, circumstances, name } = this;
    const to = from + data.length;
    if (to > client.sent || !same(data, clientBytes(client.number, from, data.length))) {
      circumstances.fail('received', `${name}: ${where} wrong bytes at ${from} to ${to}`);
    }
  }
}
