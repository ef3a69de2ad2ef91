/** What is said in a simulated handshake: who is there, what each can do, and by which certificate. */

import type { TlsVersion } from '../../../../machines/options/tlsOptions';

/** The first word, a client's. */
export interface ClientHello {
  readonly says: 'clientHello';
  readonly minVersion: TlsVersion;
  readonly maxVersion: TlsVersion;
  readonly servername?: string;
  readonly alpn?: readonly string[];
}

/** The server's answer. Certificates go by the number under which the network knows them. */
export interface ServerHello {
  readonly says: 'serverHello';
  readonly version: TlsVersion;
  readonly cipher: string;
  readonly alpn?: string;
  readonly certificate: number;
  /** Whether it wants to see the client's. */
  readonly asks: boolean;
}

/** The client has all that it needs. */
export interface ClientFinished {
  readonly says: 'clientFinished';
  readonly certificate?: number;
}

/** The last word up to TLS 1.2, the server's. */
export interface ServerFinished {
  readonly says: 'serverFinished';
}

export type HandshakeMessage = ClientHello | ServerHello | ClientFinished | ServerFinished;

const WORDS: readonly string[] = [
  'clientHello',
  'serverHello',
  'clientFinished',
  'serverFinished',
] satisfies HandshakeMessage['says'][];

export const bytesOfMessage = (message: HandshakeMessage): Buffer =>
  Buffer.from(JSON.stringify(message));

/** What a record of a handshake says; undefined for what was not said by this network. */
export function messageOf(body: Buffer): HandshakeMessage | undefined {
  try {
    const message = JSON.parse(body.toString()) as HandshakeMessage | null;
    return WORDS.includes(message?.says ?? '') ? (message as HandshakeMessage) : undefined;
  } catch {
    return undefined;
  }
}
