import { socketOf } from '../../actors/connection/descriptors';
import { ACKNOWLEDGED_AFTER } from '../../actors/transport/simulated/kernel/acknowledgements';
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
  /** As it was when it finished: other limits do not concern it any more. */
  private mayLinger = 0;
  /** A timeout was up and somebody lived all the same: it was looked at before, which prolongs the next. */
  private wasLookedAt = false;

  constructor(
    private readonly circumstances: Circumstances,
    private readonly descriptor: number,
    private readonly client: Client,
    private readonly ledger: Ledger,
    private readonly sending: { readonly hasWaited: boolean },
  ) {
    this.lastActivity = circumstances.now;
  }

  moved(): void {
    this.isAlive();
    this.lastActivity = this.circumstances.now;
  }

  given(): void {
    this.isAlive();
    this.lastGiven = this.circumstances.now;
  }

  private isAlive(): void {
    const { circumstances, lastActivity, lastGiven } = this;
    const { idleTimeout } = circumstances.options;
    if (idleTimeout === 0) return;
    if (circumstances.now - Math.max(lastActivity, lastGiven) >= idleTimeout)
      this.wasLookedAt = true;
  }

  /** Its time begins anew, whatever has been seen. */
  limitsChange(): void {
    this.isAlive();
    this.lastActivity = this.circumstances.now;
  }

  finishes(): void {
    this.isAlive();
    this.finishedAt = this.circumstances.now;
    this.mayLinger = this.circumstances.options.lingerTimeout;
  }

  idleTimeout(): void {
    const { circumstances, lastActivity, lastGiven } = this;
    const { idleTimeout } = circumstances.options;
    this.isOnTime(Math.max(lastActivity, lastGiven) + idleTimeout);
    // What was given has moved if nothing is left of it; else the peer takes nothing.
    const hasMoved = (socketOf(this.descriptor)?.unsent ?? 0) === 0;
    const idle = circumstances.now - (hasMoved ? Math.max(lastActivity, lastGiven) : lastActivity);
    if (idleTimeout === 0 || idle < idleTimeout) {
      this.fail(`is ended for ${idle} idle ms, timeout ${idleTimeout}`);
    }
    this.takesNothing(idleTimeout);
  }

  lingerTimeout(wasConnected: boolean): void {
    const { circumstances, mayLinger: lingerTimeout } = this;
    const lingered = circumstances.now - this.finishedAt;
    this.isOnTime(this.finishedAt + lingerTimeout);
    if (wasConnected || lingered < lingerTimeout) {
      this.fail(`may linger ${lingerTimeout} ms and had ${lingered}`);
    }
    this.takesNothing(lingerTimeout);
  }

  /** At rest: whoever never was given anything and says nothing is given up when the time is up. */
  checkAtRest(isFinishing: boolean): void {
    const { idleTimeout } = this.circumstances.options;
    const { mayLinger: lingerTimeout } = this;
    if (isFinishing) {
      this.isOnTime(this.finishedAt + lingerTimeout);
      this.hasAnEnd(this.finishedAt, lingerTimeout);
    } else if (idleTimeout > 0) {
      this.isOnTime(Math.max(this.lastActivity, this.lastGiven) + idleTimeout);
      this.hasAnEnd(this.lastActivity, idleTimeout);
    }
  }

  /** Whoever neither says nor takes anything is given up after twice the time at most, whatever he left lying. */
  private hasAnEnd(since: number, timeout: number): void {
    const { circumstances, client } = this;
    if (client.wasClogged || circumstances.plan.network.faults?.clog !== undefined) return;
    const { startsAt, now, jumps, way } = circumstances;
    // What the peer takes is known when its word of that has come, which may be late.
    const reachedAt = startsAt + client.link.reachedAt + ACKNOWLEDGED_AFTER;
    // Also that it is gone is seen.
    const taken = Math.max(reachedAt, client.lastReadAt, client.goneAt) + way.delay;
    const due = Math.max(since, taken, this.lastGiven) + 2 * timeout;
    if (!jumps && lateness(now, due) !== undefined)
      this.fail(`is still waited for at ${now - due}`);
  }

  /** A deadline is not late, where it is known when it began: all that was ever said was taken at once. */
  private isOnTime(due: number): void {
    const { circumstances } = this;
    if (circumstances.jumps || !this.isThrough(due)) return;
    const late = lateness(circumstances.now, due);
    if (late !== undefined) this.fail(`is given up ${late} ms late`);
  }

  /** All that was said left at once and was read by then, and no time ran out before. */
  private isThrough(due: number): boolean {
    const { circumstances, client, ledger, sending } = this;
    if (ledger.taken === 0) return true;
    // Whoever is gone has read it, and nobody knows.
    if (client.isGone || client.wasClogged || client.received < ledger.taken) return false;
    if (this.wasLookedAt || sending.hasWaited) return false;
    return Math.max(circumstances.startsAt + client.link.reachedAt, client.lastReadAt) < due - 1;
  }

  /** Whoever takes even one byte within the time is alive. */
  private takesNothing(within: number): void {
    const { circumstances, client, ledger } = this;
    // A clock that jumps has the whole world sleep, so that nothing can have moved meanwhile.
    if (circumstances.jumps) return;
    // When all has arrived, it cannot be seen when.
    if (client.link.reached === ledger.taken) return;
    const { now, startsAt, way } = circumstances;
    // What has left has made room for what waits. If nothing waits it is known by its acknowledgement alone.
    const isWaiting = (socketOf(this.descriptor)?.unsent ?? 0) > 0;
    const until = isWaiting ? now : now - 2 * way.delay - ACKNOWLEDGED_AFTER;
    // Clocks show whole milliseconds.
    if (client.link.hasLeftBetween(now - within + 1 - startsAt, until - startsAt)) {
      this.fail('is cut off while its peer takes what is said');
    }
  }

  private fail(what: string): void {
    this.circumstances.fail('limits', `${this.ledger.name} ${what}`);
  }
}
