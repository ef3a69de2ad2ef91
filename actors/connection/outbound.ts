import type { CsaEvent } from '../../machines/connection/csaMessages';
import { XstateNetError } from '../../machines/kit/errors';

/** What the sending half needs of its socket. */
export interface OutboundHome {
  /** Bytes that the system has not taken. */
  readonly unsent: number;
  /** Bytes that the stream holds, counting each write whole until its last byte has left. */
  readonly held: number;
  readonly limits: { readonly highWaterMark: number; readonly outboxLimit: number };
  tell(event: CsaEvent): void;
}

/**
 * A socket's sending half, in the words of its CSA's chart: made for those few that ever have to wait, or
 * end their half first.
 */
export class Outbound {
  /** `ending`: our half has ended, and the reading that was held waits until all has left. */
  state: 'ready' | 'blocked' | 'ending' | 'ended' = 'ready';
  /** Bytes that were said while sending was blocked. */
  private piledUp = 0;
  /** What blocked it was by itself more than the limit. */
  private isLarge = false;
  /** Who reads to answer rests while nobody takes the answers. */
  private holdsReading = true;

  constructor(private readonly home: OutboundHome) {}

  get isBlocked(): boolean {
    return this.state === 'blocked' || this.state === 'ending';
  }

  /** A write of so many bytes found the stream full, or filled it. */
  filled(bytes: number): void {
    const { home } = this;
    if (this.state === 'blocked') this.pileUp(bytes);
    else if (this.state === 'ready' && home.held >= home.limits.highWaterMark) {
      this.state = 'blocked';
      this.isLarge = home.held > home.limits.outboxLimit;
      home.tell({ type: 'sendBlocked' });
      if (this.holdsReading) home.tell({ type: 'readHeld' });
    }
  }

  /** All has left. Also comes after a write that was full but left at once. */
  drained(): void {
    if (!this.isBlocked) return;
    const { home } = this;
    this.piledUp = 0;
    this.state = this.state === 'ending' ? 'ended' : 'ready';
    home.tell({ type: 'sendReady' });
    // Whoever was told may have filled the buffer again.
    if (!this.isBlocked) home.tell({ type: 'readReleased' });
  }

  /** What is read goes elsewhere: reading goes on while this half is blocked. */
  part(): void {
    this.holdsReading = false;
    if (this.isBlocked) this.home.tell({ type: 'readReleased' });
  }

  /** Our half ends. */
  end(): void {
    if (this.state === 'blocked') this.state = 'ending';
    else if (this.state === 'ready') this.state = 'ended';
  }

  /**
   * The limit is for peers that do not read. One large answer, that was said before it was known whether
   * the peer reads, is not held against it: then what is said on top of that counts.
   */
  private pileUp(bytes: number): void {
    this.piledUp += bytes;
    const { home } = this;
    const { outboxLimit } = home.limits;
    if (home.held <= outboxLimit) return;
    // Bytes leave in their order, so that those that were piled up are the last to go.
    const unsent = this.isLarge ? Math.min(home.unsent, this.piledUp) : home.unsent;
    if (unsent > outboxLimit) {
      home.tell({ type: 'socket.outboxOverflow', error: overflow(unsent, outboxLimit) });
    }
  }
}

const overflow = (unsent: number, limit: number) =>
  new XstateNetError(
    'XN_OUTBOX_OVERFLOW',
    `${unsent} bytes were said to a peer that was not taking them, more than outboxLimit (${limit}); wait for flow.ready after flow.blocked, or raise outboxLimit`,
  );
