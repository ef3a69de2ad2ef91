/** The few statistics that the benchmark reports. */

export function quantile(values: readonly number[], q: number): number {
  if (values.length === 0) return Number.NaN;
  const sorted = [...values].sort((a, b) => a - b);
  const at = (sorted.length - 1) * q;
  const low = sorted[Math.floor(at)] as number;
  const high = sorted[Math.ceil(at)] as number;
  return low + (high - low) * (at - Math.floor(at));
}

export const median = (values: readonly number[]): number => quantile(values, 0.5);

export interface Spread {
  median: number;
  min: number;
  max: number;
  /** How many values there were. */
  n: number;
}

export function spread(values: readonly number[]): Spread {
  return {
    median: median(values),
    min: values.length === 0 ? Number.NaN : Math.min(...values),
    max: values.length === 0 ? Number.NaN : Math.max(...values),
    n: values.length,
  };
}

/**
 * `ours / theirs` round by round, for the rounds that both have. What slows the machine for a while
 * slows both halves of a pair, so their ratio suffers less than a ratio of medians would.
 */
export function pairedRatios(
  ours: ReadonlyMap<number, number>,
  theirs: ReadonlyMap<number, number>,
): number[] {
  const ratios: number[] = [];
  for (const [round, value] of ours) {
    const base = theirs.get(round);
    if (base !== undefined && base !== 0) ratios.push(value / base);
  }
  return ratios;
}
