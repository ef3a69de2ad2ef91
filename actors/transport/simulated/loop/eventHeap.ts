/** Something that will happen at a moment of virtual time. */
export interface Occurrence {
  /** Nanoseconds of virtual time. */
  readonly at: number;
  /** What was scheduled first happens first, among those of one moment. */
  readonly order: number;
  readonly happen: () => void;
  /** Its place in the heap; -1 once it has happened or was called off. */
  index: number;
}

const isBefore = (one: Occurrence, other: Occurrence): boolean =>
  one.at < other.at || (one.at === other.at && one.order < other.order);

/** A binary heap of occurrences: the next one is on top; any one can be taken out. */
export class EventHeap {
  private readonly items: Occurrence[] = [];
  private order = 0;

  get size(): number {
    return this.items.length;
  }

  /** The next occurrence. */
  get top(): Occurrence | undefined {
    return this.items[0];
  }

  push(at: number, happen: () => void): Occurrence {
    const item: Occurrence = { at, order: this.order, happen, index: this.items.length };
    this.order += 1;
    this.items.push(item);
    this.rise(item, item.index);
    return item;
  }

  pop(): Occurrence | undefined {
    const first = this.items[0];
    if (first !== undefined) this.remove(first);
    return first;
  }

  /** Calls an occurrence off; one that is not in the heap any more is let be. */
  remove(item: Occurrence): void {
    const { index } = item;
    if (index < 0 || this.items[index] !== item) return;
    item.index = -1;
    const last = this.items.pop() as Occurrence;
    if (last === item) return;
    this.put(last, index);
    this.sink(last, index);
    this.rise(last, last.index);
  }

  private put(item: Occurrence, index: number): void {
    this.items[index] = item;
    item.index = index;
  }

  private rise(item: Occurrence, from: number): void {
    let index = from;
    while (index > 0) {
      const above = (index - 1) >> 1;
      const parent = this.items[above] as Occurrence;
      if (!isBefore(item, parent)) break;
      this.put(parent, index);
      index = above;
    }
    this.put(item, index);
  }

  private sink(item: Occurrence, from: number): void {
    const { items } = this;
    let index = from;
    for (;;) {
      let below = 2 * index + 1;
      let child = items[below];
      if (child === undefined) break;
      const right = items[below + 1];
      if (right !== undefined && isBefore(right, child)) {
        below += 1;
        child = right;
      }
      if (!isBefore(child, item)) break;
      this.put(child, index);
      index = below;
    }
    this.put(item, index);
  }
}
