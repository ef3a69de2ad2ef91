import { socketOf } from '../../actors/connection/descriptors';
import { lateness } from '../oracles/punctuality';
import type { Circumstances } from './circumstances';
import type { Client } from './client';
import type { Ledger } from './ledger';

/** Since when one connection's peer has neither said nor taken anything, and whether it is given up in time. */
export class PatienceModel {
  /** When bytes were last read, or a full buffer emptied. */
  private lastActivity: number;
  /** When bytes were last given to be sent. */
  private lastGiven = Number.NEGATIVE_INFINITY;
  private finishedAt = 0;

  constructor(
    private readonly circumstances: Circumstances,
    private readonly descriptor: number,
    private readonly client: Client,
    private readonly ledger: Ledger,
  ) {
    this.lastActivity = circumstances.now;
  }

  moved(): void {
    this.lastActivity = this.circumstances.now;
  }

  given(): void {
    this.lastGiven = this.circumstances.now;
  }

  finishes(): void {
    this.finishedAt = this.circumstances.now;
  }

  idleTimeout(): void {
    const { circumstances, lastActivity, lastGiven } = this;
    const { idleTimeout } = circumstances.options;
    this.isOnTime(lastActivity + idleTimeout);
    // What was given has moved if nothing is left of it; else the peer takes nothing.
    const hasMoved = (socketOf(this.descriptor)?.unsent ?? 0) === 0;
    const idle = circumstances.now - (hasMoved ? Math.max(lastActivity, lastGiven) : lastActivity);
    if (idleTimeout === 0 || idle < idleTimeout) {
      this.fail(`is ended for ${idle} idle ms, timeout ${idleTimeout}`);
    }
    this.takesNothing(idleTimeout);
  }

  lingerTimeout(wasConnected: boolean): void {
    const { circumstances } = this;
    const { lingerTimeout } = circumstances.options;
    const lingered = circumstances.now - this.finishedAt;
    this.isOnTime(this.finishedAt + lingerTimeout);
    if (wasConnected || lingered < lingerTimeout) {
      this.fail(`may linger ${lingerTimeout} ms and had ${lingered}`);
    }
    this.takesNothing(lingerTimeout);
  }

  /** At rest: whoever never was given anything and says nothing is given up when the time is up. */
  checkAtRest(isFinishing: boolean): void {
    const { idleTimeout, lingerTimeout } = this.circumstances.options;
    if (isFinishing) {
      this.isOnTime(this.finishedAt + lingerTimeout);
      this.hasAnEnd(this.finishedAt, lingerTimeout);
    } else if (idleTimeout > 0) {
      this.isOnTime(this.lastActivity + idleTimeout);
      this.hasAnEnd(this.lastActivity, idleTimeout);
    }
  }

  /** Whoever neither says nor takes anything is given up after twice the time at most, whatever he left lying. */
  private hasAnEnd(since: number, timeout: number): void {
    const { circumstances, client } = this;
    if (client.wasClogged || circumstances.plan.network.faults?.clog !== undefined) return;
    const { startsAt, now, jumps, way } = circumstances;
    // What the peer takes is known when its word of that has come.
    const taken = Math.max(startsAt + client.link.reachedAt, client.lastReadAt) + way.delay;
    const due = Math.max(since, taken, this.lastGiven) + 2 * timeout;
    if (!jumps && lateness(now, due) !== undefined)
      this.fail(`is still waited for at ${now - due}`);
  }

  /** A deadline is not late, where it is known when it began: that of a connection that never said anything. */
  private isOnTime(due: number): void {
    const { circumstances, ledger } = this;
    if (ledger.given > 0 || circumstances.jumps) return;
    const late = lateness(circumstances.now, due);
    if (late !== undefined) this.fail(`is given up ${late} ms late`);
  }

  /** Whoever takes even one byte within the time is alive. */
  private takesNothing(within: number): void {
    const { circumstances, client, ledger } = this;
    // A clock that jumps has the whole world sleep, so that nothing can have moved meanwhile.
    if (circumstances.jumps) return;
    // What has left lately has made room for what waits.
    const leftAt = circumstances.startsAt + client.link.leftAt;
    // When all has arrived, it cannot be seen when.
    if (client.link.reached === ledger.taken) return;
    // Clocks show whole milliseconds.
    if (leftAt > circumstances.now - within + 1) {
      this.fail('is cut off while its peer takes what is said');
    }
  }

  private fail(what: string): void {
    this.circumstances.fail('limits', `${this.ledger.name} ${what}`);
  }
}
