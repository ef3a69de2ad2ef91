/** The map in which supervisors and the table of open sockets keep their thousands. */

const SMALLEST = 64;

/** Fewer places than this per entry make the searches long. */
const PLACES_PER_ENTRY = 2;

/**
 * A map from serial numbers, 1 and up, for entries that come and go by the thousand. Unlike a `Map` it is
 * not copied again and again meanwhile: a `Map` leaves a table behind each time, and those that have
 * grown old keep the entries that were in them from being collected with the young.
 *
 * Open addressing with linear probing; a removal closes the gap (Knuth, TAOCP 3, 6.4, algorithm R).
 */
export class NumberedMap<TValue> {
  size = 0;
  private keys = new Float64Array(SMALLEST);
  private entries: (TValue | undefined)[] = new Array(SMALLEST).fill(undefined);

  get(key: number): TValue | undefined {
    return this.entries[this.placeOf(key)];
  }

  /** Enters a value under a number that is not in use. */
  add(key: number, value: TValue): void {
    if ((this.size + 1) * PLACES_PER_ENTRY > this.keys.length) this.grow();
    const place = this.placeOf(key);
    this.keys[place] = key;
    this.entries[place] = value;
    this.size += 1;
  }

  /** Takes out what is entered under the number, if anything is. */
  delete(key: number): void {
    let gap = this.placeOf(key);
    if (this.entries[gap] === undefined) return;
    this.size -= 1;
    const { keys, entries } = this;
    const mask = keys.length - 1;
    for (let place = (gap + 1) & mask; entries[place] !== undefined; place = (place + 1) & mask) {
      const home = (keys[place] as number) & mask;
      // Whoever is found from the gap on, and not only from behind it, moves into it.
      if (((place - home) & mask) < ((place - gap) & mask)) continue;
      keys[gap] = keys[place] as number;
      entries[gap] = entries[place];
      gap = place;
    }
    keys[gap] = 0;
    entries[gap] = undefined;
  }

  /** The values there are now, the lowest number first. */
  values(): TValue[] {
    // Numbers of one type are sorted without a call for each comparison: it is done while all else waits.
    const numbers = new Float64Array(this.size);
    let count = 0;
    for (const key of this.keys) {
      if (key !== 0) numbers[count++] = key;
    }
    numbers.sort();
    const values: TValue[] = [];
    for (const number of numbers) values.push(this.get(number) as TValue);
    return values;
  }

  clear(): void {
    this.size = 0;
    this.keys = new Float64Array(SMALLEST);
    this.entries = new Array(SMALLEST).fill(undefined);
  }

  /** The place of the number, or the free one where it would be entered. */
  private placeOf(key: number): number {
    const { keys } = this;
    const mask = keys.length - 1;
    let place = key & mask;
    while (keys[place] !== key && keys[place] !== 0) place = (place + 1) & mask;
    return place;
  }

  private grow(): void {
    const { keys, entries } = this;
    this.keys = new Float64Array(keys.length * 2);
    this.entries = new Array(keys.length * 2).fill(undefined);
    keys.forEach((key, i) => {
      if (key === 0) return;
      const place = this.placeOf(key);
      this.keys[place] = key;
      this.entries[place] = entries[i];
    });
  }
}
