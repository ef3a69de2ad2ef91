/** FNV-1a, 32 bit: a name as a number. */
export function hashOfName(name: string): number {
  let hash = 0x811c9dc5;
  for (let index = 0; index < name.length; index += 1) {
    hash = Math.imul(hash ^ name.charCodeAt(index), 0x01000193);
  }
  return hash >>> 0;
}

/** The finisher of SplitMix32: spreads what neighbouring numbers differ in over all bits. */
function mixed(value: number): number {
  let bits = (value + 0x9e3779b9) | 0;
  bits = Math.imul(bits ^ (bits >>> 16), 0x21f0aaad);
  bits = Math.imul(bits ^ (bits >>> 15), 0x735a2d97);
  return bits ^ (bits >>> 15);
}

/**
 * A stream of random numbers: sfc32 of PractRand. It depends on its seed and its
 * name alone, so that what one stream is asked never moves what another one answers.
 */
export class Random {
  private a: number;
  private b: number;
  private c: number;
  private counter = 1;

  constructor(
    private readonly seed: number,
    private readonly name = '',
  ) {
    this.a = mixed(seed | 0);
    this.b = mixed(Math.floor(seed / 2 ** 32) | 0);
    this.c = mixed(hashOfName(name) | 0);
    for (let round = 0; round < 12; round += 1) this.word();
  }

  /** From 0 up to but not including 2 to the 32nd. */
  word(): number {
    const sum = (this.a + this.b + this.counter) | 0;
    this.counter = (this.counter + 1) | 0;
    this.a = this.b ^ (this.b >>> 9);
    this.b = (this.c + (this.c << 3)) | 0;
    this.c = (((this.c << 21) | (this.c >>> 11)) + sum) | 0;
    return sum >>> 0;
  }

  /** From 0 up to but not including 1. */
  next(): number {
    return this.word() / 2 ** 32;
  }

  /** An integer from 0 up to but not including `limit`. */
  below(limit: number): number {
    return Math.floor(this.next() * limit);
  }

  /** Another stream, of which this one's past and future know nothing. */
  sub(name: string): Random {
    return new Random(this.seed, `${this.name}/${name}`);
  }
}
