import { median, pairedRatios, quantile, spread } from '../../bench/harness/stats';

describe('statistics', () => {
  it('takes the middle value of an odd number and the mean of the middle two of an even one', () => {
    expect(median([3, 1, 2])).toBe(2);
    expect(median([4, 1, 2, 3])).toBe(2.5);
  });

  it('interpolates quantiles and does not reorder what it was given', () => {
    const values = [40, 10, 30, 20];
    expect(quantile(values, 0)).toBe(10);
    expect(quantile(values, 1)).toBe(40);
    expect(quantile(values, 0.5)).toBe(25);
    expect(values).toEqual([40, 10, 30, 20]);
  });

  it('says of no values that it does not know', () => {
    expect(median([])).toBeNaN();
    expect(spread([])).toEqual({ median: Number.NaN, min: Number.NaN, max: Number.NaN, n: 0 });
  });

  it('compares round with round and leaves out rounds that only one has', () => {
    const ours = new Map([
      [1, 90],
      [2, 50],
      [3, 10],
    ]);
    const theirs = new Map([
      [1, 100],
      [2, 50],
      [4, 1],
    ]);
    expect(pairedRatios(ours, theirs)).toEqual([0.9, 1]);
  });
});
