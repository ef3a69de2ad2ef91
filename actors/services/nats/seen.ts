import type { Place } from '../../../machines/handler/backplane';

/** What a place is to who has heard the ones before it. */
export type Sight =
  | { readonly is: 'next' | 'known' }
  | { readonly is: 'gap'; readonly lost: number };

const NEXT: Sight = { is: 'next' };
const KNOWN: Sight = { is: 'known' };

/** The last place that was heard of each epoch; those that nobody has added to for longest are forgotten. */
export class Seen {
  private readonly last = new Map<string, Map<string, number>>();
  private size = 0;

  constructor(private readonly most: number) {}

  /** Something has come: is it the next, was it here before, or is something missing? */
  add(topic: string, { epoch, offset }: Place): Sight {
    let epochs = this.last.get(topic);
    const before = epochs?.get(epoch);
    if (before !== undefined && offset <= before) return KNOWN;
    if (epochs === undefined) epochs = new Map();
    else this.last.delete(topic);
    // Behind all others: a map keeps the order in which keys have come.
    this.last.set(topic, epochs);
    if (before === undefined) this.size += 1;
    epochs.set(epoch, offset);
    while (this.size > this.most && this.last.size > 1) this.forgetOldest();
    return before === undefined || offset === before + 1
      ? NEXT
      : { is: 'gap', lost: offset - before - 1 };
  }

  forget(isOver: (topic: string) => boolean): void {
    for (const topic of [...this.last.keys()]) if (isOver(topic)) this.forgetTopic(topic);
  }

  forgetTopic(topic: string): void {
    this.size -= this.last.get(topic)?.size ?? 0;
    this.last.delete(topic);
  }

  private forgetOldest(): void {
    const [oldest] = this.last.keys();
    if (oldest !== undefined) this.forgetTopic(oldest);
  }
}
