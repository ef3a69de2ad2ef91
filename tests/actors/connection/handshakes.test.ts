import fc from 'fast-check';
import { Handshakes } from '../../../actors/connection/handshakes';

class One {
  begun = 0;
  beginHandshake(): void {
    this.begun += 1;
  }
}

describe('the handshakes of a listener', () => {
  it('begin at once while there is room, then in order', () => {
    const handshakes = new Handshakes(2);
    const all = Array.from({ length: 5 }, () => new One());
    for (const one of all) handshakes.enter(one);
    const begun = () => all.map((one) => one.begun);
    expect(begun()).toEqual([1, 1, 0, 0, 0]);
    handshakes.leave(all[1] as One);
    expect(begun()).toEqual([1, 1, 1, 0, 0]);
    handshakes.leave(all[3] as One);
    handshakes.leave(all[0] as One);
    expect(begun()).toEqual([1, 1, 1, 0, 1]);
  });

  it('are never more than may be, never begin twice, and leave nobody waiting while there is room', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 3 }),
        fc.array(fc.tuple(fc.boolean(), fc.nat(7)), { maxLength: 60 }),
        (most, steps) => {
          const handshakes = new Handshakes(most);
          const all = Array.from({ length: 8 }, () => new One());
          const inside = new Set<One>();
          const entered = new Set<One>();
          for (const [enters, index] of steps) {
            const one = all[index] as One;
            if (enters && !entered.has(one)) {
              entered.add(one);
              inside.add(one);
              handshakes.enter(one);
            } else if (!enters) {
              inside.delete(one);
              handshakes.leave(one);
            }
            const running = [...inside].filter(({ begun }) => begun > 0).length;
            expect(running).toBe(Math.min(most, inside.size));
            expect(all.every(({ begun }) => begun <= 1)).toBe(true);
          }
        },
      ),
    );
  });
});
