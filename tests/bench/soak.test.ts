import {
  delayLike,
  everyVisitWentWell,
  leftOver,
  memoryLevel,
  memoryWindows,
  nothingLeft,
} from '../../bench/soak/judge';
import { Random } from '../../bench/soak/random';
import { soak } from '../../bench/soak/soak';
import { kindAt } from '../../bench/soak/visits';

const MIB = 2 ** 20;
const TEN_MINUTES = 600;
/** A sample each second of memory that is `at(second)` MiB. */
const memory = (at: (second: number) => number) =>
  Array.from({ length: TEN_MINUTES + 1 }, (_, second) => ({ at: second, bytes: at(second) * MIB }));

describe('what a soak must show', () => {
  it('is memory that is level after the first minute, whatever it did before', () => {
    expect(memoryWindows(TEN_MINUTES)).toEqual({ from: 60, window: 30 });
    expect(
      memoryLevel(
        memory((s) => (s < 60 ? s : 80 + (s % 7))),
        TEN_MINUTES,
      ).ok,
    ).toBe(true);
  });

  it('is no leak of a few hundred bytes per connection', () => {
    expect(
      memoryLevel(
        memory((s) => 80 + s * 0.05),
        TEN_MINUTES,
      ).ok,
    ).toBe(false);
  });

  it('is nothing left of connections once they are gone', () => {
    expect(leftOver({ actors: 5, sockets: 0 }, { actors: 7, sockets: 0, timers: 1 })).toEqual({
      actors: 2,
      timers: 1,
    });
  });

  it('is nothing at all after a drain, not even what was there before', () => {
    const before = { listeners: 1, 'actors in memory': 5 };
    const good = { before, idle: before, drained: { listeners: 0, 'actors in memory': 5 } };
    expect(nothingLeft(good).every(({ ok }) => ok)).toBe(true);
    const listening = { ...good, drained: { listeners: 1, 'actors in memory': 5 } };
    expect(nothingLeft(listening).map(({ ok }) => ok)).toEqual([true, false]);
    const leaking = { ...good, idle: { listeners: 1, 'actors in memory': 6 } };
    expect(nothingLeft(leaking).map(({ ok }) => ok)).toEqual([false, true]);
  });

  it('is an event loop that pauses little, or not much more than that of plain node:net', () => {
    const delay = (p99: number) => ({ p50: 0, p99, max: 0 });
    expect(delayLike(delay(4.9), [delay(0.1)]).ok).toBe(true);
    expect(delayLike(delay(14), [delay(2), delay(10)]).ok).toBe(true);
    expect(delayLike(delay(16), [delay(10), delay(2)]).ok).toBe(false);
  });

  it('is no client that was let down', () => {
    const load = { connections: { talk: 9 }, failures: {}, skipped: 0 };
    expect(everyVisitWentWell(load).ok).toBe(true);
    expect(everyVisitWentWell({ ...load, failures: { 'talk: no echo': 1 } }).ok).toBe(false);
    expect(everyVisitWentWell({ ...load, skipped: 1 }).ok).toBe(false);
    expect(everyVisitWentWell({ ...load, connections: {} }).ok).toBe(false);
  });
});

describe('the load', () => {
  it('is the same for the same seed', () => {
    const draw = () => {
      const random = new Random(7);
      return [random.next(), random.integer(1, 9), random.chance(0.5), kindAt(random.next())];
    };
    expect(draw()).toEqual(draw());
  });

  it('has every kind of client in it', () => {
    const kinds = new Set(Array.from({ length: 100 }, (_, i) => kindAt(i / 100)));
    expect([...kinds].sort()).toEqual(['halfClose', 'idleOut', 'lookIn', 'reset', 'talk']);
  });
});

describe('a short soak', () => {
  it('lets no client down and leaves no actor, socket or timer behind', async () => {
    // Memory and pauses need minutes and a quiet machine, and are the business of `npm run soak`.
    const { ours } = await soak({ seconds: 4, plainSeconds: 2, rate: 100 });
    expect(everyVisitWentWell(ours.load)).toMatchObject({ ok: true });
    expect(nothingLeft(ours.counts).filter(({ ok }) => !ok)).toEqual([]);
  }, 120_000);
});
