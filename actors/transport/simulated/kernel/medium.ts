import type { LinkFaults } from '../api';
import type { Random } from '../chance/random';
import type { Trace } from '../chance/trace';
import type { EventLoop } from '../loop/eventLoop';

/** A link that holds something back. */
export interface Clogged {
  unclog(): void;
}

/** What all links of a network share. */
export interface Medium {
  readonly loop: EventLoop;
  readonly trace: Trace;
  readonly streams: Random;
  /** Nanoseconds that a byte travels one way. */
  readonly latency: number;
  /** Nanoseconds that a link is busy with one byte; 0 if its rate is infinite. */
  readonly byteTime: number;
  readonly sendBuffer: number;
  readonly receiveBuffer: number;
  /** The faults that happen at present, on every link. */
  readonly faults: LinkFaults;
  readonly clogged: Set<Clogged>;
}
