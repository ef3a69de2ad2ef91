import fc from 'fast-check';
import { Waiting } from '../../../actors/handler/waiting';
import type { WhenSlow } from '../../../machines/handler/backplaneMessages';

const anyStep = fc.oneof(
  { weight: 3, arbitrary: fc.constantFrom<WhenSlow>('dropOldest', 'dropNewest', 'end') },
  { weight: 2, arbitrary: fc.constant('take' as const) },
  { weight: 1, arbitrary: fc.constant('lose' as const) },
);

interface Taken {
  readonly n: number;
  readonly missed: number;
}

describe('what waits for a slow subscriber', () => {
  it('is never more than may, in order, and every loss is told with the message behind it', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 5 }), fc.array(anyStep), (most, steps) => {
        const waiting = new Waiting(most);
        let n = 0;
        const taken: Taken[] = [];
        const take = () => {
          const event = waiting.take();
          if (event !== undefined) taken.push(event as unknown as Taken);
          return event !== undefined;
        };
        for (const step of steps) {
          if (step === 'take') take();
          else {
            n += 1;
            if (step === 'lose') waiting.lose();
            else {
              const full = waiting.length === most;
              expect(waiting.add({ type: 'x', n, missed: 0 }, step)).toBe(full ? 'lost' : 'kept');
            }
          }
          expect(waiting.length).toBeLessThanOrEqual(most);
        }
        while (take());
        waiting.add({ type: 'x', n: n + 1, missed: 0 }, 'dropOldest');
        take();
        expect(waiting.isEven).toBe(true);
        // Each says how many are missing between the one before and itself.
        let last = 0;
        for (const { n: number, missed } of taken) {
          expect(number - last - 1).toBe(missed);
          last = number;
        }
      }),
    );
  });

  it('drops what it was told to', () => {
    const told = (whenSlow: WhenSlow) => {
      const waiting = new Waiting(2);
      for (const n of [1, 2, 3, 4]) waiting.add({ type: 'x', n, missed: 0 }, whenSlow);
      return [waiting.take(), waiting.take(), waiting.take()].map((event) => event?.n);
    };
    expect(told('dropOldest')).toEqual([3, 4, undefined]);
    expect(told('dropNewest')).toEqual([1, 2, undefined]);
  });
});
