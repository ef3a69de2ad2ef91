import type { Member } from '../../machines/handler/backplane';
import type { WhenSlow } from '../../machines/handler/backplaneMessages';
import { topicMatches } from '../../machines/handler/topics';
import { Waiting } from './waiting';

/** One topic or pattern of a handler's. */
export interface Wanted {
  readonly whenSlow: WhenSlow;
  /** As what the handler is present there. */
  readonly member: Member | undefined;
}

/** What one handler has subscribed to, and what waits for it. */
export class Subscription {
  readonly wanted = new Map<string, Wanted>();
  readonly waiting: Waiting;
  /** Messages that were lost because its peer did not read. */
  dropped = 0;
  /** `lagging`: some were lost, and the others have not been taken yet. */
  pace: 'even' | 'lagging' = 'even';

  constructor(most: number) {
    this.waiting = new Waiting(most);
  }

  /** What becomes of a message in a topic when there is no room. */
  whenSlow(topic: string): WhenSlow {
    for (const [pattern, { whenSlow }] of this.wanted) {
      if (topicMatches(pattern, topic)) return whenSlow;
    }
    return 'dropOldest';
  }
}
