import type { ConnectionInfo } from '../../machines/connection/connectionInfo';
import type { Protocol } from '../../machines/handler/protocol';
import { clientBytes } from '../bytes';

/** What a handler is expected to say, by position. */
export interface ByteSource {
  /** How long it can become. */
  readonly length: number;
  slice(from: number, length: number): Uint8Array;
}

/** What is known of a connection when its handler has said its last. */
export interface HandlerFacts {
  readonly client: number;
  /** Bytes that the handler received. */
  readonly received: number;
  /** The server had asked it to finish. */
  readonly asked: boolean;
}

/** How a protocol of messages finds them in what its peer sends. */
export interface Frames {
  /** A message as the bytes that stood for it. */
  bytesOf(message: unknown): Uint8Array;
  /** How many of the first bytes of a client are whole messages, and whether what comes then is none. */
  within(client: number, length: number): { readonly whole: number; readonly isWrong: boolean };
}

/** A protocol and what is true of every connection that it handles. */
export interface SimulatedProtocol {
  readonly protocol: Protocol;
  /** It can be served without the connection's information. */
  readonly simple?: boolean;
  /** What it says, as far as it gets. */
  readonly says: (connection: ConnectionInfo, client: number) => ByteSource;
  /** How many bytes it has said when it finishes in good order; undefined: any number. */
  readonly total?: (facts: HandlerFacts) => number | undefined;
  /** It finishes once the peer has finished. */
  readonly answersFin: boolean;
  /** It finishes when the server asks it to. */
  readonly answersShutdown: boolean;
  /** It finishes by itself as long as its peer reads. */
  readonly endsByItself?: boolean;
  /** It goes on for as long as its peer reads. */
  readonly isEndless?: boolean;
  /** It may throw, or say what cannot be sent. */
  readonly mayCrash?: boolean;
  /** It does so as soon as it has heard so many bytes. */
  readonly crashesAt?: number;
  readonly mayAbort?: boolean;
  /** It may find that what the peer sent is no message. */
  readonly mayMisunderstand?: boolean;
  /** It gets messages by a codec that keeps to these. */
  readonly frames?: Frames;
  /** It may ask the whole server to stop. */
  readonly mayStopServer?: boolean;
  /** Messages are few and small enough for a limit on how many may come in a second. */
  readonly maySpeakSlowly?: boolean;
  /** It says a lot: links should be slow and buffers small. */
  readonly isChatty?: boolean;
  /** Messages wait for it while it rests: whatever it is asked, it is asked behind them. */
  readonly holdsMessages?: boolean;
  /** It may close its half before it has heard everything. */
  readonly mayEndSending?: boolean;
  /** Its handlers register, answer, subscribe and publish. */
  readonly isHub?: boolean;
}

/** What the client said, again. */
export const sameAsClient = (client: number): ByteSource => ({
  length: Number.POSITIVE_INFINITY,
  slice: (from, length) => clientBytes(client, from, length),
});

/** Nothing, or always the same. */
export const always = (bytes: Uint8Array): ByteSource => ({
  length: bytes.length,
  slice: (from, length) => bytes.subarray(from, from + length),
});

/** A greeting, and then what the client said. */
export const greetingThen = (greeting: Uint8Array, client: number): ByteSource => ({
  length: Number.POSITIVE_INFINITY,
  slice: (from, length) => {
    if (from >= greeting.length) return clientBytes(client, from - greeting.length, length);
    const head = greeting.subarray(from, from + length);
    return Buffer.concat([head, clientBytes(client, 0, length - head.length)]);
  },
});
