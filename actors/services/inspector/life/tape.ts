/** What came to a connection from outside, whole, for a script that replays it. */

/** Bytes that are kept. */
const MOST_BYTES = 1_048_576;

/** Bytes that are kept of one answer that would not fit: how it begins. */
const MOST_OF_ANSWER = 16_384;

/** Happenings that are kept. */
const MOST = 20_000;

/** Something that the peer or the server did, in the words of the CSA that heard it. */
export interface Happening {
  readonly at: number;
  readonly type: string;
  readonly data?: Uint8Array;
  /** The data is only how it begins. */
  readonly isCut?: true;
  readonly error?: { readonly code?: string | undefined };
  /** Why it was aborted, if somebody gave a reason. */
  readonly howDied?: unknown;
}

interface Told {
  readonly type: string;
  readonly data?: unknown;
  readonly error?: unknown;
  readonly howDied?: unknown;
}

/**
 * Remembers all of it up to a limit, and then no more: a story without its beginning cannot be replayed. Of
 * what the server said its beginning is enough, since a replay says it again.
 */
export class Tape {
  readonly happenings: Happening[] = [];
  /** Whether there was more of it than is kept. */
  isFull = false;
  private bytes = 0;

  note(at: number, event: Told): void {
    if (this.isFull) return;
    const { type } = event;
    const whole = event.data instanceof Uint8Array ? event.data : undefined;
    const isCut = type === 'inbox' && this.bytes + (whole?.length ?? 0) > MOST_BYTES;
    const room = Math.min(MOST_OF_ANSWER, MOST_BYTES - this.bytes);
    const data = isCut ? whole?.subarray(0, room) : whole;
    this.bytes += data?.length ?? 0;
    if (this.bytes > MOST_BYTES || this.happenings.length >= MOST) {
      this.isFull = true;
      return;
    }
    this.happenings.push({
      at,
      type,
      // The memory may be somebody's who uses it again.
      ...(data === undefined ? {} : { data: new Uint8Array(data) }),
      ...(isCut ? { isCut } : {}),
      ...(event.error === undefined ? {} : { error: event.error as { code?: string } }),
      ...(event.howDied === undefined ? {} : { howDied: event.howDied }),
    });
  }
}
