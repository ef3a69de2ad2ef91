import type { Random } from './random';

/**
 * Decides which faults happen, with a random stream of its own for each: switching one fault on or off
 * does not move the others.
 */
export class Dice {
  private streams: Map<string, Random> | undefined;

  constructor(private readonly random: Random) {}

  /** Whether a fault of that chance happens this time. No chance, no draw. */
  happens(fault: string, chance: number | undefined): boolean {
    return chance !== undefined && chance > 0 && this.of(fault).next() < chance;
  }

  /** An integer from 0 up to but not including `limit`. */
  below(fault: string, limit: number): number {
    return this.of(fault).below(limit);
  }

  private of(fault: string): Random {
    this.streams ??= new Map();
    const known = this.streams.get(fault);
    if (known !== undefined) return known;
    const made = this.random.sub(fault);
    this.streams.set(fault, made);
    return made;
  }
}
