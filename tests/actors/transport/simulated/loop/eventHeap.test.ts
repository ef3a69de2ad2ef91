import * as fc from 'fast-check';
import {
  EventHeap,
  type Occurrence,
} from '../../../../../actors/transport/simulated/loop/eventHeap';

const nothing = () => {};

describe('the event heap', () => {
  it('gives back what it was given, by time, and in order of coming within one moment', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 9 })), (times) => {
        const heap = new EventHeap();
        const pushed = times.map((at) => heap.push(at, nothing));
        const expected = [...pushed].sort((a, b) => a.at - b.at || a.order - b.order);
        const popped: (Occurrence | undefined)[] = pushed.map(() => heap.pop());
        expect(popped).toEqual(expected);
        expect(heap.size).toBe(0);
      }),
    );
  });

  it('behaves as a sorted list does, whatever is added, taken and called off', () => {
    const operation = fc.oneof(
      fc.record({ does: fc.constant('push' as const), at: fc.integer({ min: 0, max: 20 }) }),
      fc.record({ does: fc.constant('pop' as const), at: fc.constant(0) }),
      fc.record({ does: fc.constant('remove' as const), at: fc.nat(30) }),
    );
    fc.assert(
      fc.property(fc.array(operation, { maxLength: 60 }), (operations) => {
        const heap = new EventHeap();
        const all: Occurrence[] = [];
        let model: Occurrence[] = [];
        for (const { does, at } of operations) {
          if (does === 'push') {
            const item = heap.push(at, nothing);
            all.push(item);
            model = [...model, item].sort((a, b) => a.at - b.at || a.order - b.order);
          } else if (does === 'pop') {
            expect(heap.pop()).toBe(model.shift());
          } else {
            const item = all[at];
            if (item === undefined) continue;
            heap.remove(item);
            model = model.filter((other) => other !== item);
          }
          expect(heap.top).toBe(model[0]);
          expect(heap.size).toBe(model.length);
        }
      }),
    );
  });
});
