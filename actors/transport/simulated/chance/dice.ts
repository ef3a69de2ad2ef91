import type { Random } from './random';

/**
 * Decides which faults happen, with a random stream of its own for each: switching one fault on or off
 * does not move the others.
 */
export class Dice {
  private streams: Map<string, Random> | undefined;

  constructor(
    private readonly root: Random,
    /** What it decides for: a link, or one direction of it. */
    private readonly name: string,
  ) {}

  /** Whether a fault of that chance happens this time. No chance, no draw. */
  happens(fault: string, chance: number | undefined): boolean {
    return chance !== undefined && chance > 0 && this.of(fault).next() < chance;
  }

  /** An integer from 0 up to but not including `limit`. */
  below(fault: string, limit: number): number {
    return this.of(fault).below(limit);
  }

  /** Made when first needed: most links never see a fault. */
  private of(fault: string): Random {
    this.streams ??= new Map();
    const known = this.streams.get(fault);
    if (known !== undefined) return known;
    const made = this.root.sub(`${this.name}/${fault}`);
    this.streams.set(fault, made);
    return made;
  }
}
