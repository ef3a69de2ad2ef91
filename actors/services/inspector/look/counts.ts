import type { HowDied } from '../../../../machines/connection/howDied';
import type { ServerTotals } from '../messages';
import type { Moved, Row } from './row';

const perSecond = (count: number, milliseconds: number) =>
  milliseconds <= 0 ? 0 : Math.round((count * 1_000) / milliseconds);

export const nothingMoved = (): Moved => ({
  received: 0,
  sent: 0,
  messagesReceived: 0,
  messagesSaid: 0,
});

/** What is counted of a server while somebody looks, one connection at a time. */
export class Counts {
  accepted = 0;
  handlerErrors = 0;
  private readonly refused: Record<string, number> = {};
  private readonly died: Partial<Record<HowDied, number>> = {};

  refuse(reason: string): void {
    this.refused[reason] = (this.refused[reason] ?? 0) + 1;
  }

  die(how: HowDied): void {
    this.died[how] = (this.died[how] ?? 0) + 1;
  }

  show(): Pick<ServerTotals, 'accepted' | 'handlerErrors' | 'refused' | 'died'> {
    const { accepted, handlerErrors, refused, died } = this;
    return { accepted, handlerErrors, refused: { ...refused }, died: { ...died } };
  }
}

/** What the rows of a server come to, put together while they are looked at one after the other. */
export class Sums {
  private unsent = 0;
  private blocked = 0;
  private paused = 0;
  private readonly states: Record<string, number> = {};

  add({ words, unsent }: Row): void {
    this.unsent += unsent;
    if (words.isBlocked) this.blocked += 1;
    if (words.isPaused) this.paused += 1;
    this.states[words.text] = (this.states[words.text] ?? 0) + 1;
  }

  show(
    moved: Moved,
    milliseconds: number,
  ): Pick<
    ServerTotals,
    'unsent' | 'blocked' | 'paused' | 'states' | 'bytesPerSecond' | 'messagesPerSecond'
  > {
    const { unsent, blocked, paused, states } = this;
    const rate = (count: number) => perSecond(count, milliseconds);
    return {
      unsent,
      blocked,
      paused,
      states,
      bytesPerSecond: { received: rate(moved.received), sent: rate(moved.sent) },
      messagesPerSecond: {
        received: rate(moved.messagesReceived),
        sent: rate(moved.messagesSaid),
      },
    };
  }
}
