import { createActor, createMachine } from 'xstate';
import { simulatedNetwork } from '../../../../../actors/transport/simulated/simulatedNetwork';

describe('the virtual clock', () => {
  it('starts where it is told and stands still until it is advanced', () => {
    const { clock } = simulatedNetwork({ startsAt: 1_700_000_000_000 });
    expect(clock.now()).toBe(1_700_000_000_000);
  });

  it('calls timers at their time, in order, and chained ones within one advance', () => {
    const network = simulatedNetwork();
    const { clock } = network;
    const seen: string[] = [];
    clock.setTimeout(() => seen.push(`b at ${clock.now()}`), 20);
    clock.setTimeout(() => {
      seen.push(`a at ${clock.now()}`);
      clock.setTimeout(() => seen.push(`c at ${clock.now()}`), 15);
    }, 10);
    clock.setTimeout(() => seen.push(`b2 at ${clock.now()}`), 20);
    network.advance(100);
    expect(seen).toEqual(['a at 10', 'b at 20', 'b2 at 20', 'c at 25']);
    expect(clock.now()).toBe(100);
  });

  it('is not moved by settling', () => {
    const network = simulatedNetwork();
    network.clock.setTimeout(() => {}, 1);
    expect(network.settle()).toBe(0);
    expect(network.clock.now()).toBe(0);
    expect(network.clock.pending()).toBe(1);
  });

  it('forgets timers that are cleared, once or twice, before or after they fired', () => {
    const network = simulatedNetwork();
    const { clock } = network;
    const timer = clock.setTimeout(() => {
      throw new Error('cleared');
    }, 5);
    clock.clearTimeout(timer);
    clock.clearTimeout(timer);
    const fired = clock.setTimeout(() => {}, 5);
    network.advance(10);
    clock.clearTimeout(fired);
    expect(clock.pending()).toBe(0);
  });

  it.each([
    [0, 1],
    [-5, 1],
    [Number.NaN, 1],
    [2.9, 2],
    [2 ** 31, 1],
    [2 ** 31 - 1, 2 ** 31 - 1],
  ])('waits as Node does for %d: %d ms', (asked, waited) => {
    const network = simulatedNetwork();
    let firedAt = -1;
    network.clock.setTimeout(() => {
      firedAt = network.clock.now();
    }, asked);
    network.runToQuiescence(2 ** 31);
    expect(firedAt).toBe(waited);
  });

  it('drives the delayed transitions of actors', () => {
    const network = simulatedNetwork();
    const machine = createMachine({
      initial: 'a',
      states: { a: { after: { 100: 'b' } }, b: { after: { 100: 'c' } }, c: {} },
    });
    const actor = createActor(machine, { clock: network.clock }).start();
    network.advance(199);
    expect(actor.getSnapshot().value).toBe('b');
    network.advance(1);
    expect(actor.getSnapshot().value).toBe('c');
  });

  it('jumps by a fault, and then calls late timers at once and in order', () => {
    const network = simulatedNetwork({
      faults: { clockJump: { chance: 1, milliseconds: 1_000 } },
    });
    const { clock } = network;
    const seen: number[] = [];
    for (const delay of [10, 20, 30]) {
      clock.setTimeout(() => {
        seen.push(delay);
        expect(clock.now()).toBeGreaterThanOrEqual(delay);
      }, delay);
    }
    network.advance(40);
    expect(seen).toEqual([10, 20, 30]);
    expect(clock.now()).toBeGreaterThan(40);
  });
});
