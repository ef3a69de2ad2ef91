import type { TransportClock } from '../transport/environment';

/**
 * How many messages a connection may bring: a bucket that holds as many as one second allows, and is filled
 * evenly.
 */
export class Rate {
  /** `told`: it was exceeded, and the bucket has not been full since. */
  private state: 'quiet' | 'told' = 'quiet';
  private left: number;
  private at: number;

  constructor(
    private readonly clock: TransportClock,
    private readonly perSecond: number,
  ) {
    this.left = perSecond;
    this.at = clock.now();
  }

  /** Takes one message out, if there is one. */
  take(): boolean {
    this.fill();
    if (this.left < 1) return false;
    this.left -= 1;
    return true;
  }

  /** Milliseconds until there is one. */
  get wait(): number {
    return Math.max(1, Math.ceil(((1 - this.left) * 1_000) / this.perSecond));
  }

  /** Whether it is news that there is none. */
  isNews(): boolean {
    if (this.state === 'told') return false;
    this.state = 'told';
    return true;
  }

  private fill(): void {
    const now = this.clock.now();
    this.left = Math.min(this.perSecond, this.left + ((now - this.at) * this.perSecond) / 1_000);
    this.at = now;
    if (this.left === this.perSecond) this.state = 'quiet';
  }
}
