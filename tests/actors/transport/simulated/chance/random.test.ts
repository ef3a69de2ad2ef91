import * as fc from 'fast-check';
import { Random } from '../../../../../actors/transport/simulated/chance/random';

const words = (random: Random, count = 20) => Array.from({ length: count }, () => random.word());

describe('a random stream', () => {
  it('is the same for the same seed, on every machine', () => {
    expect(words(new Random(1), 4)).toEqual([
      867_158_342, 3_946_998_860, 3_625_294_681, 187_038_187,
    ]);
    expect(words(new Random(1))).toEqual(words(new Random(1)));
  });

  it('differs from seed to seed, neighbours and those beyond 32 bits included', () => {
    const first = [0, 1, 2, 2 ** 32, 2 ** 32 + 1, -1].map((seed) =>
      words(new Random(seed), 3).join(),
    );
    expect(new Set(first).size).toBe(first.length);
  });

  it('has sub-streams that depend on its seed and their names alone', () => {
    const used = new Random(7);
    words(used);
    expect(words(used.sub('a'))).toEqual(words(new Random(7).sub('a')));
    expect(words(used.sub('a'))).not.toEqual(words(used.sub('b')));
    expect(words(used.sub('a').sub('b'))).not.toEqual(words(used.sub('b').sub('a')));
  });

  it('stays within what it is asked for', () => {
    fc.assert(
      fc.property(fc.integer(), fc.integer({ min: 1, max: 1_000_000 }), (seed, limit) => {
        const random = new Random(seed);
        const drawn = random.below(limit);
        const next = random.next();
        return Number.isInteger(drawn) && drawn >= 0 && drawn < limit && next >= 0 && next < 1;
      }),
    );
  });

  it('is spread evenly enough for chances to mean what they say', () => {
    const random = new Random(3);
    const tenths = new Array<number>(10).fill(0);
    for (let draw = 0; draw < 100_000; draw += 1) {
      const tenth = random.below(10);
      tenths[tenth] = (tenths[tenth] ?? 0) + 1;
    }
    for (const count of tenths) expect(Math.abs(count - 10_000)).toBeLessThan(400);
  });
});
