import { lateness } from '../oracles/punctuality';
import type { Circumstances } from './circumstances';

/** What of a connection says how long its peer may be silent. */
interface Reading {
  readonly receiving: string;
  readonly isResting: boolean;
}

/** Since when one connection's peer has said nothing, and whether it is given up in time. */
export class SilenceModel {
  private heardAt: number;

  constructor(
    private readonly circumstances: Circumstances,
    private readonly name: string,
    private readonly reading: Reading,
  ) {
    this.heardAt = circumstances.now;
  }

  /** The peer has said something, or its time begins anew for another reason. */
  broken(): void {
    this.heardAt = this.circumstances.now;
  }

  readTimeout(readingSince: number): void {
    const { circumstances, reading, heardAt } = this;
    const { readTimeout } = circumstances.options;
    const silent = circumstances.now - heardAt;
    if (readTimeout === 0 || silent < readTimeout) {
      this.fail(`is ended after ${silent} silent ms, timeout ${readTimeout}`);
    }
    if (reading.isResting || reading.receiving === 'ended') {
      this.fail('is ended for its silence, and nobody listens');
    }
    this.checkAtRest(readingSince);
  }

  /** Whoever is listened to and says nothing is given up when the time is up. */
  checkAtRest(readingSince: number): void {
    const { circumstances, reading, heardAt } = this;
    const { readTimeout } = circumstances.options;
    if (readTimeout === 0 || circumstances.jumps) return;
    if (reading.isResting || reading.receiving === 'ended') return;
    const late = lateness(circumstances.now, Math.max(heardAt, readingSince) + readTimeout);
    if (late !== undefined) this.fail(`is listened to ${late} ms longer than it may be silent`);
  }

  private fail(what: string): void {
    this.circumstances.fail('limits', `${this.name} ${what}`);
  }
}
