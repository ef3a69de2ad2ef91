import type { LinkFaults } from './api';
import type { EventLoop } from './eventLoop';
import type { Link } from './link';
import type { Random } from './random';
import type { Trace } from './trace';

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
  /** Links that hold something back. */
  readonly clogged: Set<Link>;
}
