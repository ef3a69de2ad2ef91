import type { CsaEvent } from '../../machines/connection/csaMessages';

/** What waiting for quiet needs of its socket. */
export interface QuietHome {
  readonly bytesReceived: number;
  /** Whether all that arrives is delivered, or nothing arrives any more. */
  readonly mayHearAll: boolean;
  readonly isGone: boolean;
  afterTurn(callback: () => void): void;
  tell(event: CsaEvent): void;
}

/**
 * Finds out when all that has arrived by now has been delivered: when a whole turn of the event loop
 * brought nothing. While reading rests it waits, because then there may be more.
 */
export class Quiet {
  state: 'waiting' | 'listening' | 'told' = 'waiting';

  constructor(private readonly home: QuietHome) {}

  /** Reading goes on, or has come to its end. */
  goOn(): void {
    if (this.state === 'waiting') this.listen();
  }

  private listen(): void {
    const { home } = this;
    this.state = home.mayHearAll ? 'listening' : 'waiting';
    if (this.state === 'waiting') return;
    const before = home.bytesReceived;
    home.afterTurn(() => home.afterTurn(() => this.judge(before)));
  }

  private judge(before: number): void {
    const { home } = this;
    if (home.isGone) return;
    if (home.bytesReceived !== before || !home.mayHearAll) {
      this.listen();
      return;
    }
    this.state = 'told';
    home.tell({ type: 'readQuiet' });
  }
}
