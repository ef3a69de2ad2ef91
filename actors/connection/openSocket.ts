import type { AnyActorRef } from 'xstate';
import type { TransportSocket } from '../transport/transport';
import type { Wait } from './patience';

/** A socket's life in words, as the chart of its CSA has them; for whoever compares the two. */
export interface SocketWords {
  readonly receiving: 'flowing' | 'paused' | 'ended';
  readonly sending: 'ready' | 'blocked' | 'ending' | 'ended';
  readonly draining: 'notAsked' | 'waiting' | 'listening' | 'told';
}

/** What may be done to an open socket by whoever knows its number. */
export interface OpenSocket {
  readonly bytesReceived: number;
  /** Bytes that were given to be sent. */
  readonly bytesSaid: number;
  /** Bytes of those that the system has taken. */
  readonly bytesSent: number;
  /** Bytes of those that it has not. */
  readonly unsent: number;
  /** Pieces in which bytes came from the system, and in which they were given to be sent. */
  readonly messagesReceived: number;
  readonly messagesSaid: number;
  /** What knows the timeout that runs. */
  readonly patience: { readonly wait: Wait | undefined } | undefined;
  readonly words: SocketWords;
  /** Its sending half, which holds the reading until it is parted from that. */
  readonly sending: { part(): void };
  /** It was closed: nothing goes either way any more, whether or not its CSA has been told. */
  readonly isGone: boolean;
  /** Hands the socket to its CSA, and starts to read: what arrives comes in a later turn. */
  attach(csa: AnyActorRef): void;
  /** Hands it to a CSA that waits for a proxy to say first for whom it speaks. */
  announce?(csa: AnyActorRef): void;
  /** Who was announced may come: what stands behind the header is theirs. */
  admit?(): void;
  write(data: Uint8Array): void;
  startReading(): void;
  stopReading(): void;
  /** FIN behind what is unsent; the other half lives on. */
  endWriting(): void;
  /** FIN behind what is unsent, and no longer than the linger timeout without progress until the end. */
  finish(): void;
  /** RST where there is one, so that the peer knows that it was not heard to the end. */
  abort(): void;
  /** Closes; with a RST if not all that was said has left. */
  destroy(): void;
  /** Asks for `sendReady` after each block that has left, not only after having been blocked. */
  pace(): void;
  /** Tells `readQuiet` when all that has arrived by now has been delivered. */
  awaitQuiet(): void;
  /** The limits of its server are others now: timeouts begin anew. */
  limitsChanged(): void;
  /** Flushes what was said, then has the connection secured; undefined where there are no keys. */
  secure?(): void;
  /**
   * Goes on with another stream in place of its own, which is returned without a listener of ours: what
   * was counted, what is blocked and which timeouts run stays as it is.
   */
  replaceStream(stream: TransportSocket): TransportSocket;
}
