import { FanOut } from '../../../actors/handler/fanOut';

/** Turns of an event loop that are taken by hand. */
function turnsByHand() {
  const callbacks: (() => void)[] = [];
  return {
    afterTurn: (callback: () => void) => void callbacks.push(callback),
    next: () => {
      const now = callbacks.splice(0);
      for (const callback of now) callback();
      return now.length > 0;
    },
  };
}

describe('telling many', () => {
  it('is done in another turn, in order, and no more than a thousand at once', () => {
    const turns = turnsByHand();
    const told: string[] = [];
    const fanOut = new FanOut<number, string>(turns.afterTurn, (who, what) => {
      told.push(`${what}${who}`);
    });
    const many = Array.from({ length: 1_500 }, (_, i) => i);
    fanOut.add('a', () => many);
    fanOut.add('b', () => [1]);
    expect(told).toEqual([]);
    turns.next();
    expect(told).toHaveLength(1_000);
    turns.next();
    expect(told).toEqual([...many.map((i) => `a${i}`), 'b1']);
    expect(turns.next()).toBe(false);
  });

  it('leaves the loop alone between two that answer each other for ever', () => {
    const turns = turnsByHand();
    let told = 0;
    const fanOut = new FanOut<number, string>(turns.afterTurn, () => {
      told += 1;
      fanOut.add('again', () => [1]);
    });
    fanOut.add('once', () => [1]);
    for (let turn = 0; turn < 5; turn += 1) turns.next();
    expect(told).toBeLessThanOrEqual(5_000);
    fanOut.stop();
    while (turns.next());
    expect(fanOut.add('late', () => [1])).toBe(false);
  });

  it('refuses more than a hundred thousand at a time', () => {
    const turns = turnsByHand();
    const fanOut = new FanOut<number, string>(turns.afterTurn, () => {});
    let added = 0;
    while (added < 100_000 && fanOut.add('x', () => [])) added += 1;
    expect(added).toBe(100_000);
    expect(fanOut.add('x', () => [])).toBe(false);
    while (turns.next());
    expect(fanOut.add('x', () => [])).toBe(true);
  });

  it('stops in the middle when it is over', () => {
    const turns = turnsByHand();
    const told: number[] = [];
    const fanOut = new FanOut<number, string>(turns.afterTurn, (who) => {
      told.push(who);
      if (who === 2) fanOut.stop();
    });
    fanOut.add('x', () => [1, 2, 3]);
    while (turns.next());
    expect(told).toEqual([1, 2]);
  });
});
