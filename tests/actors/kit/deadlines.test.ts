import fc from 'fast-check';
import { type Deadline, Deadlines, deadline } from '../../../actors/kit/deadlines';
import { ManualClock } from '../../support/manualClock';

describe('deadlines', () => {
  it('expire after their time, on one timer, and then nothing waits', () => {
    const clock = new ManualClock();
    const deadlines = new Deadlines(clock, 100);
    const fired: string[] = [];
    const a = deadline(() => fired.push('a'));
    const b = deadline(() => fired.push('b'));
    deadlines.restart(a);
    clock.advance(40);
    deadlines.restart(b);
    expect(clock.pending).toBe(1);
    clock.advance(59);
    expect(fired).toEqual([]);
    clock.advance(1);
    expect(fired).toEqual(['a']);
    clock.advance(40);
    expect(fired).toEqual(['a', 'b']);
    expect(clock.pending).toBe(0);
  });

  it('wait anew when they are restarted', () => {
    const clock = new ManualClock();
    const deadlines = new Deadlines(clock, 100);
    let fired = 0;
    const item = deadline(() => {
      fired += 1;
    });
    for (let i = 0; i < 10; i += 1) {
      deadlines.restart(item);
      clock.advance(99);
    }
    expect(fired).toBe(0);
    clock.advance(1);
    expect(fired).toBe(1);
  });

  it('expire in time although one before them is started anew as it expires', () => {
    const clock = new ManualClock();
    const deadlines = new Deadlines(clock, 100);
    const fired: string[] = [];
    const again = deadline(() => {
      fired.push('again');
      deadlines.restart(again);
    });
    deadlines.restart(again);
    clock.advance(10);
    deadlines.restart(deadline(() => fired.push('next')));
    clock.advance(90);
    expect(fired).toEqual(['again']);
    clock.advance(10);
    expect(fired).toEqual(['again', 'next']);
    expect(clock.pending).toBe(1);
  });

  it('do not expire once they are cancelled, and leave no timer when their time is over', () => {
    const clock = new ManualClock();
    const deadlines = new Deadlines(clock, 100);
    const items = [1, 2, 3].map(() =>
      deadline(() => {
        throw new Error('it was cancelled');
      }),
    );
    for (const item of items) deadlines.restart(item);
    for (const item of items) deadlines.cancel(item);
    for (const item of items) deadlines.cancel(item);
    clock.advance(100);
    expect(clock.pending).toBe(0);
  });

  it('leave no timer once none waits and no more will come, in whatever order that happens', () => {
    const clock = new ManualClock();
    for (const closedFirst of [true, false]) {
      const deadlines = new Deadlines(clock, 100);
      const item = deadline(() => {});
      deadlines.restart(item);
      if (closedFirst) deadlines.close();
      deadlines.cancel(item);
      if (!closedFirst) deadlines.close();
      expect(clock.pending).toBe(0);
    }
  });

  it('still expire after it was said that no more will come', () => {
    const clock = new ManualClock();
    const deadlines = new Deadlines(clock, 100);
    let fired = 0;
    deadlines.restart(
      deadline(() => {
        fired += 1;
      }),
    );
    deadlines.close();
    clock.advance(100);
    expect([fired, clock.pending]).toEqual([1, 0]);
  });

  it('can be restarted and cancelled by one that expires', () => {
    const clock = new ManualClock();
    const deadlines = new Deadlines(clock, 100);
    const fired: string[] = [];
    const victim = deadline(() => fired.push('victim'));
    const again: Deadline = deadline(() => {
      fired.push(`again at ${clock.now()}`);
      deadlines.cancel(victim);
      if (fired.length < 3) deadlines.restart(again);
    });
    const start = clock.now();
    deadlines.restart(again);
    deadlines.restart(victim);
    clock.advance(1_000);
    expect(fired).toEqual([1, 2, 3].map((n) => `again at ${start + n * 100}`));
    expect(clock.pending).toBe(0);
  });

  it('go on when one of them throws', () => {
    const clock = new ManualClock();
    const deadlines = new Deadlines(clock, 100);
    let fired = 0;
    const note = () => {
      fired += 1;
    };
    deadlines.restart(
      deadline(() => {
        throw new Error('oh dear');
      }),
    );
    deadlines.restart(deadline(note));
    clock.advance(50);
    deadlines.restart(deadline(note));
    try {
      clock.advance(50);
    } catch {
      // Whoever hears of it, the others are not to wait for ever.
    }
    clock.advance(60);
    expect(fired).toBe(2);
  });

  type Step =
    | { readonly do: 'restart' | 'cancel'; readonly item: number }
    | { readonly do: 'advance'; readonly milliseconds: number };

  const step: fc.Arbitrary<Step> = fc.oneof(
    fc.record({ do: fc.constantFrom('restart' as const, 'cancel' as const), item: fc.nat(5) }),
    fc.record({ do: fc.constant('advance' as const), milliseconds: fc.nat(70) }),
  );

  it('fire in order, exactly once for each start, never early and never late', () => {
    fc.assert(
      fc.property(
        fc.array(step, { maxLength: 100 }),
        fc.integer({ min: 1, max: 60 }),
        (script, ms) => {
          const clock = new ManualClock();
          const deadlines = new Deadlines(clock, ms);
          /** When each is due; a plain model. */
          const due = new Map<number, number>();
          const fired: number[] = [];
          const items = [0, 1, 2, 3, 4, 5].map((n) =>
            deadline(() => {
              expect(due.get(n)).toBe(clock.now());
              due.delete(n);
              fired.push(clock.now());
            }),
          );
          for (const current of script) {
            if (current.do === 'advance') {
              clock.advance(current.milliseconds);
              for (const at of due.values()) expect(at).toBeGreaterThan(clock.now());
            } else {
              const item = items[current.item] as Deadline;
              if (current.do === 'restart') {
                deadlines.restart(item);
                due.set(current.item, clock.now() + ms);
              } else {
                deadlines.cancel(item);
                due.delete(current.item);
              }
            }
            expect(clock.pending).toBeLessThanOrEqual(1);
            if (due.size > 0) expect(clock.pending).toBe(1);
          }
          clock.advance(ms);
          expect(due.size).toBe(0);
          expect(clock.pending).toBe(0);
          expect(fired).toEqual([...fired].sort((a, b) => a - b));
        },
      ),
    );
  });
});
