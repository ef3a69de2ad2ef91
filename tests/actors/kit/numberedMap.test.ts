import fc from 'fast-check';
import { NumberedMap } from '../../../actors/kit/numberedMap';

/** Numbers that meet in the same places, because most of their low bits are equal. */
const number = fc
  .tuple(fc.integer({ min: 0, max: 40 }), fc.constantFrom(1, 64, 128, 2 ** 31, 2 ** 40))
  .map(([n, stride]) => n * stride + 1);

const step = fc.oneof(
  { weight: 3, arbitrary: fc.record({ add: number }) },
  { weight: 2, arbitrary: fc.record({ remove: number }) },
  { weight: 2, arbitrary: fc.record({ removeEntered: fc.nat() }) },
);

describe('a numbered map', () => {
  it('finds, lists and forgets what a Map would, whatever meets in the same place', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 400 }), (steps) => {
        const map = new NumberedMap<string>();
        const expected = new Map<number, string>();
        steps.forEach((one, at) => {
          if ('add' in one && !expected.has(one.add)) {
            map.add(one.add, `${one.add} at ${at}`);
            expected.set(one.add, `${one.add} at ${at}`);
          } else if ('remove' in one) {
            map.delete(one.remove);
            expected.delete(one.remove);
          } else if ('removeEntered' in one && expected.size > 0) {
            const key = [...expected.keys()][one.removeEntered % expected.size] as number;
            map.delete(key);
            expected.delete(key);
          }
          expect(map.size).toBe(expected.size);
        });
        const sorted = [...expected].sort(([a], [b]) => a - b);
        expect(map.values()).toEqual(sorted.map(([, value]) => value));
        for (const [key, value] of sorted) expect(map.get(key)).toBe(value);
        expect(map.get(3)).toBe(expected.get(3));
      }),
      { numRuns: 500 },
    );
  });

  it('grows with what is in it and keeps it all', () => {
    const map = new NumberedMap<number>();
    for (let n = 1; n <= 20_000; n++) map.add(n, -n);
    expect(map.size).toBe(20_000);
    for (const n of [1, 64, 65, 19_999, 20_000]) expect(map.get(n)).toBe(-n);
    expect(map.values().slice(0, 3)).toEqual([-1, -2, -3]);
  });

  it('is empty once cleared', () => {
    const map = new NumberedMap<number>();
    map.add(1, 1);
    map.clear();
    expect([map.size, map.get(1), map.values()]).toEqual([0, undefined, []]);
  });
});
