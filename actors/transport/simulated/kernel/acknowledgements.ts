import { NANOSECONDS } from '../loop/eventLoop';

/** How long Linux may wait before it acknowledges what has come, in the hope of an answer to send with it. */
export const ACKNOWLEDGED_AFTER = 40;

/** Arrivals this close together are acknowledged together. */
const TOGETHER = NANOSECONDS;

interface Arrival {
  readonly at: number;
  /** Bytes that had come by then. */
  bytes: number;
}

/** What has come to an endpoint, and from when on the sender knows. */
export class Acknowledgements {
  arrived = 0;
  private known = 0;
  private readonly late: Arrival[] = [];

  /** `latency` is that of the way back, in nanoseconds. */
  constructor(private readonly latency: number) {}

  /** Bytes have come. */
  arrives(now: number, bytes: number): void {
    this.arrived += bytes;
    const last = this.late.at(-1);
    if (last !== undefined && now - last.at < TOGETHER) last.bytes = this.arrived;
    else {
      this.knownAt(now);
      this.late.push({ at: now, bytes: this.arrived });
    }
  }

  /** Bytes that the sender knows to have come. */
  knownAt(now: number): number {
    const { late } = this;
    const before = now - this.latency - ACKNOWLEDGED_AFTER * NANOSECONDS;
    for (let first = late[0]; first !== undefined && first.at <= before; first = late[0]) {
      this.known = first.bytes;
      late.shift();
    }
    return this.known;
  }
}
