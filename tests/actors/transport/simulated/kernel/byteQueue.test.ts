import * as fc from 'fast-check';
import { ByteQueue } from '../../../../../actors/transport/simulated/kernel/byteQueue';

describe('a queue of bytes', () => {
  it('gives back the same bytes in the same order, however they are put in and taken out', () => {
    const operation = fc.oneof(
      fc.uint8Array({ maxLength: 10 }),
      fc.record({ take: fc.integer({ min: 1, max: 15 }) }),
      fc.record({ shift: fc.integer({ min: 1, max: 15 }) }),
    );
    fc.assert(
      fc.property(fc.array(operation, { maxLength: 600 }), (operations) => {
        const queue = new ByteQueue();
        const put: Uint8Array[] = [];
        const got: Uint8Array[] = [];
        for (const item of operations) {
          if (item instanceof Uint8Array) {
            put.push(item);
            queue.push(Buffer.from(item));
            continue;
          }
          const before = queue.length;
          const most = 'take' in item ? item.take : item.shift;
          const bytes = 'take' in item ? queue.take(most) : queue.shift(most);
          if (bytes === undefined) expect(before).toBe(0);
          else got.push(bytes);
          if ('take' in item) expect(bytes?.length ?? 0).toBe(Math.min(before, most));
        }
        const left = queue.take(1_000_000);
        expect(Buffer.concat(left === undefined ? got : [...got, left])).toEqual(
          Buffer.concat(put),
        );
        expect(queue.length).toBe(0);
      }),
    );
  });

  it('does not copy a piece that is taken whole', () => {
    const queue = new ByteQueue();
    const piece = Buffer.from('hello');
    queue.push(piece);
    expect(queue.take(100)).toBe(piece);
  });
});
