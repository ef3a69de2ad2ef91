import fc from 'fast-check';
import {
  afterConnection,
  type BackOff,
  backOffDelay,
  isHopeless,
  NO_TROUBLE,
  oneMore,
} from '../../../machines/client/backOff';

const options: BackOff = {
  backOffBase: 100,
  backOffCap: 1_000,
  maxAttempts: undefined,
  giveUpAfter: undefined,
  resetAfter: 5_000,
};

const chance = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });

describe('the wait before another attempt', () => {
  it.each([
    [0, 99],
    [1, 99],
    [2, 199],
    [3, 399],
    [4, 799],
    [5, 999],
    [50, 999],
    [5_000, 999],
  ])('is after %i attempts at most %i ms', (attempts, most) => {
    const delay = backOffDelay({ attempts, since: 0 }, options, { chance: 1 - 1e-9, now: 0 });
    expect(delay).toBe(most);
  });

  it('is a whole number from 0 to its bound, whatever is drawn', () => {
    fc.assert(
      fc.property(chance, fc.nat(100), (drawn, attempts) => {
        const delay = backOffDelay({ attempts, since: 0 }, options, { chance: drawn, now: 0 });
        expect(Number.isInteger(delay)).toBe(true);
        expect(delay).toBeGreaterThanOrEqual(0);
        expect(delay).toBeLessThan(1_000);
      }),
    );
  });

  it('is no longer than there is time', () => {
    const limited = { ...options, giveUpAfter: 1_000 };
    const wait = (now: number) =>
      backOffDelay({ attempts: 9, since: 500 }, limited, { chance: 0.9, now });
    expect([wait(600), wait(1_400), wait(1_500), wait(2_000)]).toEqual([900, 100, 0, 0]);
  });
});

describe('a client gives up', () => {
  it('never, unless it is told when', () => {
    expect(isHopeless({ attempts: 1e6, since: 0 }, options, 1e9)).toBe(false);
  });

  it('when so many attempts have come to nothing', () => {
    const limited = { ...options, maxAttempts: 3 };
    const gaveUp = [1, 2, 3].map((attempts) => isHopeless({ attempts, since: 0 }, limited, 0));
    expect(gaveUp).toEqual([false, false, true]);
  });

  it('when so much time has passed since the first of them began', () => {
    const limited = { ...options, giveUpAfter: 100 };
    const trouble = oneMore(oneMore(NO_TROUBLE, 50), 120);
    expect(trouble).toEqual({ attempts: 2, since: 50 });
    expect([149, 150].map((now) => isHopeless(trouble, limited, now))).toEqual([false, true]);
    expect(isHopeless(NO_TROUBLE, limited, 1e9)).toBe(false);
  });
});

describe('a connection that ends', () => {
  it.each([
    [4_999, { attempts: 3, since: 10 }],
    [5_000, NO_TROUBLE],
  ])('after %i ms leaves trouble %j', (duration, expected) => {
    const before = { attempts: 2, since: 10 };
    expect(afterConnection(before, { duration, connectedAt: 40 }, options)).toEqual(expected);
  });
});
