import type { CarriedKind, LinkFaults } from '../api';
import type { Medium } from './medium';

/** The end of a link at which something arrives. */
export type Side = 'client' | 'server';

/** What a wire tells the kernel at one of its ends. */
export interface WireEnd {
  /** Bytes arrived here. */
  receive(data: Buffer): void;
  receiveFin(): void;
  receiveReset(): void;
  /** Bytes left from here. */
  roomMade(): void;
}

/** A link as what it is made of knows it: what it is like, and what befalls it as a whole. */
export interface Way {
  readonly medium: Medium;
  /** Its name in traces, and of its random sub-stream. */
  readonly name: string;
  readonly isUnix: boolean;
  /** Nanoseconds one way; unix sockets hand over in the kernel. */
  readonly latency: number;
  readonly faults: LinkFaults;
  /** Something arrived, or happened to the link: for traces. */
  carried(kind: CarriedKind, to: Side, data?: Buffer): void;
  /** Part of it is held back, until it is unclogged or the faults stop. */
  holdsBack(): void;
  /** Somebody on the way ends the connection: both sides get a RST. */
  sever(): void;
  /** The client is gone without a word. */
  vanish(): void;
}
