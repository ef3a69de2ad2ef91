import type { Place } from '../../../machines/handler/backplane';

/** Where each topic is. Of the many that are published in, those that nobody has used for longest are forgotten. */
export class Places {
  private readonly known = new Map<string, Place>();
  private begun = 0;

  constructor(
    private readonly epoch: string,
    private readonly most: number,
  ) {}

  /** The place of what is published now. */
  next(topic: string): Place {
    const last = this.known.get(topic);
    const { epoch, offset } = last ?? this.begin();
    const place = { epoch, offset: offset + 1 };
    // Behind all others: a map keeps the order in which keys have come.
    if (last !== undefined) this.known.delete(topic);
    this.known.set(topic, place);
    return place;
  }

  private begin(): Place {
    if (this.known.size >= this.most) {
      const [longestUnused] = this.known.keys();
      this.known.delete(longestUnused as string);
    }
    this.begun += 1;
    return { epoch: `${this.epoch}/${this.begun}`, offset: 0 };
  }
}
