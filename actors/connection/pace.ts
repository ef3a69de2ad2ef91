import type { CsaEvent } from '../../machines/connection/csaMessages';

/** What pacing needs of its socket. */
export interface PaceHome {
  readonly isBlocked: boolean;
  readonly isGone: boolean;
  afterTurn(callback: () => void): void;
  tell(event: CsaEvent): void;
}

/** For a producer: says `sendReady` after each block that has left. */
export class Pace {
  /** `due`: it will be said at the end of this turn. */
  state: 'resting' | 'due' = 'resting';

  constructor(private readonly home: PaceHome) {}

  /** A block that left at once: the next may come, but in another turn, or the loop would starve. */
  next(): void {
    const { home } = this;
    if (home.isBlocked || this.state === 'due') return;
    this.state = 'due';
    home.afterTurn(() => {
      this.state = 'resting';
      if (!home.isBlocked && !home.isGone) home.tell({ type: 'sendReady' });
    });
  }
}
