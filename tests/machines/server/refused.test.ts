import fc from 'fast-check';
import { Refused } from '../../../machines/server/refused';

describe('who was refused', () => {
  it('is known as by a set, whoever comes and goes in whatever order, and no value ever changes', () => {
    const id = fc.oneof(fc.nat(40), fc.maxSafeNat());
    const step = fc.record({ comes: fc.boolean(), id });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 80 }), (steps) => {
        const known = new Set<number>();
        let refused = Refused.nobody;
        for (const { comes, id } of steps) {
          const before = JSON.stringify(Object.entries(refused));
          const next = comes ? refused.with(id) : refused.without(id);
          expect(JSON.stringify(Object.entries(refused))).toBe(before);
          if (comes) known.add(id);
          else known.delete(id);
          refused = next;
          expect(refused.size).toBe(known.size);
          for (const other of steps) expect(refused.has(other.id)).toBe(known.has(other.id));
        }
        for (const gone of known) refused = refused.without(gone);
        expect(refused).toEqual(Refused.nobody);
      }),
    );
  });
});
