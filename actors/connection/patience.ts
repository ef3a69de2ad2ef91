import type { CsaEvent } from '../../machines/connection/csaMessages';
import { type Deadline, type Deadlines, deadline } from '../kit/deadlines';
import type { Delivery } from '../transport/transport';

/** What patience needs of its socket. */
export interface PatienceHome {
  readonly isGone: boolean;
  /** Bytes that the system has taken; never fewer than before. */
  readonly bytesSent: number;
  afterTurn(callback: () => void): void;
  /** Asks how much has reached the peer, as near to it as can be seen. */
  askDelivered(answer: (delivery: Delivery) => void): void;
  tell(event: CsaEvent): void;
}

/** A timeout that runs, by the transport's clock. */
export interface Wait {
  readonly name: 'idleTimeout' | 'lingerTimeout';
  readonly milliseconds: number;
  readonly dueAt: number;
}

/**
 * How long a socket whose peer neither says nor takes anything is waited for: while it is connected the
 * idle timeout, then the linger timeout. A peer that takes even one byte within the time is alive.
 *
 * What the peer takes shows in what the system takes from us; as that comes in large steps, the system is
 * asked what it holds for the peer when the time is up. The first answer cannot be compared with
 * anything, so that who leaves bytes lying there is given up after the timeout at least, and after twice
 * the timeout at most.
 */
export class Patience {
  state: 'idling' | 'lingering' | 'over' = 'over';
  private item: Deadline | undefined;
  private all: Deadlines | undefined;
  private sent = 0;
  private delivered: number | undefined;

  constructor(private readonly home: PatienceHome) {}

  /** Undefined while nothing is waited for. */
  get wait(): Wait | undefined {
    const { state, item, all } = this;
    if (state === 'over' || item?.at === undefined || all === undefined) return undefined;
    const name = state === 'idling' ? 'idleTimeout' : 'lingerTimeout';
    return { name, milliseconds: all.milliseconds, dueAt: item.at };
  }

  /** Waits by the idle timeout. */
  idle(all: Deadlines): void {
    this.start('idling', all, { type: 'socket.idleTimeout' });
  }

  /** Waits by the linger timeout, in place of any other. */
  linger(all: Deadlines): void {
    this.stop();
    this.start('lingering', all, { type: 'socket.lingerTimeout' });
  }

  /** Something came. */
  moved(): void {
    if (this.state === 'idling' && this.item !== undefined) this.all?.restart(this.item);
  }

  /** All so many bytes that were said have left. */
  sentAll(bytes: number): void {
    this.sent = bytes;
    this.moved();
  }

  stop(): void {
    if (this.item !== undefined) this.all?.cancel(this.item);
    this.item = undefined;
    this.state = 'over';
  }

  /** What was seen of another stream says nothing of the present one. */
  forget(): void {
    this.sent = this.home.bytesSent;
    this.delivered = undefined;
  }

  private start(state: 'idling' | 'lingering', all: Deadlines, event: CsaEvent): void {
    this.state = state;
    this.all = all;
    this.sent = this.home.bytesSent;
    const item = deadline(() => this.expired(item, event));
    this.item = item;
    all.restart(item);
  }

  private expired(item: Deadline, event: CsaEvent): void {
    if (this.hasSent()) {
      this.all?.restart(item);
      // For the next time.
      this.home.askDelivered(({ delivered }) => {
        this.delivered = delivered;
      });
      return;
    }
    // Once more behind the sockets: after a process was stopped for a while, all timers are due before
    // what arrived and left meanwhile is seen.
    this.home.afterTurn(() => {
      if (this.isSettled(item)) return;
      if (this.hasSent()) this.all?.restart(item);
      else {
        // As it was when it was asked: an answer to an earlier question may come together with this one's.
        const before = this.delivered;
        this.home.askDelivered((delivery) => this.answered(item, before, delivery, event));
      }
    });
  }

  private answered(
    item: Deadline,
    before: number | undefined,
    { delivered, pending }: Delivery,
    event: CsaEvent,
  ): void {
    if (this.isSettled(item)) return;
    this.delivered = delivered;
    const mayMove = before === undefined ? pending > 0 : delivered > before;
    // What the system has taken since it was asked counts as held there, and hides what arrived.
    if (mayMove || this.hasSent()) this.all?.restart(item);
    else this.home.tell(event);
  }

  /** Whether the deadline was started anew, or waits for nothing any more. */
  private isSettled(item: Deadline): boolean {
    return item !== this.item || item.at !== undefined || this.home.isGone;
  }

  private hasSent(): boolean {
    const before = this.sent;
    this.sent = this.home.bytesSent;
    return this.sent > before;
  }
}
