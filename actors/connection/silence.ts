import type { CsaEvent } from '../../machines/connection/csaMessages';
import { type Deadline, type Deadlines, deadline } from '../kit/deadlines';
import type { SocketWords } from './openSocket';

/** What waiting for a peer's words needs of its socket. */
export interface SilenceHome {
  readonly isGone: boolean;
  readonly bytesReceived: number;
  readonly words: Pick<SocketWords, 'receiving'>;
  afterTurn(callback: () => void): void;
  tell(event: CsaEvent): void;
}

/**
 * How long a peer may say nothing, whatever is said to it. While reading rests nobody wants to hear it, so
 * that its time begins anew; and after its FIN nothing is waited for.
 */
export class Silence {
  private readonly item: Deadline = deadline(() => this.expired());

  constructor(
    private readonly home: SilenceHome,
    private readonly all: Deadlines,
  ) {
    all.restart(this.item);
  }

  /** The peer has said something. */
  broken(): void {
    this.all.restart(this.item);
  }

  stop(): void {
    this.all.cancel(this.item);
  }

  private expired(): void {
    const { home, all, item } = this;
    const { receiving } = home.words;
    if (receiving === 'ended') return;
    if (receiving === 'paused') {
      all.restart(item);
      return;
    }
    const before = home.bytesReceived;
    // Once more behind the sockets: after a process was stopped for a while, all timers are due before
    // what arrived meanwhile is seen.
    home.afterTurn(() => {
      if (home.isGone || item.at !== undefined || home.bytesReceived > before) return;
      home.tell({ type: 'socket.readTimeout' });
    });
  }
}
