import { Random } from '../../actors/transport/simulated/chance/random';

/** Draws what a plan is made of. */
export class Dice {
  private readonly random: Random;

  constructor(seed: number, name: string) {
    this.random = new Random(seed, name);
  }

  /** Whether something of that chance happens. */
  chance(chance: number): boolean {
    return this.random.next() < chance;
  }

  /** An integer from `least` to `most`, both inclusive. */
  between(least: number, most: number): number {
    return least + this.random.below(most - least + 1);
  }

  one<T>(choices: readonly T[]): T {
    return choices[this.random.below(choices.length)] as T;
  }

  /** One of them, by weight. */
  weighted<T extends string>(weights: Readonly<Record<T, number>>): T {
    const entries = Object.entries<number>(weights);
    let left = this.random.next() * entries.reduce((sum, [, weight]) => sum + weight, 0);
    for (const [choice, weight] of entries) {
      left -= weight;
      if (left < 0) return choice as T;
    }
    return entries[0]?.[0] as T;
  }
}
