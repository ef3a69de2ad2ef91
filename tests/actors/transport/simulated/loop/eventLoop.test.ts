import { EventLoop, NANOSECONDS } from '../../../../../actors/transport/simulated/loop/eventLoop';

describe('the event loop', () => {
  it('takes the phases of a turn in the order of libuv', () => {
    const loop = new EventLoop(100);
    const seen: string[] = [];
    loop.closing(() => seen.push('close'));
    loop.immediate(() => seen.push('immediate'));
    loop.poll(() => seen.push('poll'));
    loop.pending(() => seen.push('pending'));
    loop.at(0, () => seen.push('kernel'));
    loop.tick(() => seen.push('tick'));
    expect(loop.settle()).toBe(6);
    expect(seen).toEqual(['tick', 'kernel', 'pending', 'poll', 'immediate', 'close']);
  });

  it('empties the tick queue after every callback', () => {
    const loop = new EventLoop(100);
    const seen: string[] = [];
    loop.poll(() => {
      seen.push('first poll');
      loop.tick(() => {
        seen.push('tick');
        loop.tick(() => seen.push('tick of a tick'));
      });
    });
    loop.poll(() => seen.push('second poll'));
    loop.settle();
    expect(seen).toEqual(['first poll', 'tick', 'tick of a tick', 'second poll']);
  });

  it('leaves what a phase adds to itself for the next turn', () => {
    const loop = new EventLoop(100);
    const seen: string[] = [];
    loop.immediate(() => {
      seen.push('immediate');
      loop.immediate(() => seen.push('next immediate'));
      loop.poll(() => seen.push('poll'));
    });
    loop.settle();
    expect(seen).toEqual(['immediate', 'poll', 'next immediate']);
  });

  it('lets time pass only when nothing is left to do, and not further than it is told', () => {
    const loop = new EventLoop(100);
    const seen: number[] = [];
    const note = () => seen.push(loop.now);
    loop.after(20, note);
    loop.after(10, () => {
      note();
      loop.immediate(note);
      loop.after(5, note);
    });
    loop.runUntil(15);
    expect(seen).toEqual([10, 10, 15]);
    expect(loop.now).toBe(15);
    loop.runUntil(1_000);
    expect(seen).toEqual([10, 10, 15, 20]);
    expect(loop.isQuiet).toBe(true);
  });

  it('wakes from a jump with everything that was due, in order', () => {
    const loop = new EventLoop(100);
    const seen: string[] = [];
    loop.after(10, () => {
      loop.jump(100);
      loop.at(loop.now, () => seen.push('after the jump'));
      seen.push('jump');
    });
    loop.after(30, () => seen.push(`30 at ${loop.now}`));
    loop.after(20, () => seen.push(`20 at ${loop.now}`));
    loop.runUntil(50);
    expect(seen).toEqual(['jump', '20 at 110', '30 at 110', 'after the jump']);
  });

  it('forgets what was called off', () => {
    const loop = new EventLoop(100);
    const timer = loop.after(10, () => {
      throw new Error('called off');
    });
    loop.callOff(timer);
    loop.callOff(timer);
    expect(loop.isQuiet).toBe(true);
    expect(loop.runUntil(100)).toBe(0);
  });

  it('gives up on what never comes to rest, says what to do, and can go on', () => {
    const loop = new EventLoop(50);
    let turns = 0;
    const again = () => {
      turns += 1;
      if (turns < 120) loop.immediate(again);
    };
    loop.immediate(again);
    loop.after(3 * NANOSECONDS, () => {});
    expect(() => loop.settle()).toThrow(
      expect.objectContaining({
        code: 'XN_NEVER_QUIET',
        message: expect.stringContaining('not at rest after 50 steps'),
      }),
    );
    expect(turns).toBe(50);
    expect(() => loop.settle()).toThrow(/XN_NEVER_QUIET|not at rest/);
    expect(loop.settle()).toBe(20);
    expect(turns).toBe(120);
    expect(loop.runUntil(10 * NANOSECONDS)).toBe(1);
  });

  it('goes on with the rest after a callback threw', () => {
    const loop = new EventLoop(50);
    const seen: string[] = [];
    loop.poll(() => {
      loop.tick(() => seen.push('tick'));
      throw new Error('thrown by a callback');
    });
    loop.poll(() => seen.push('poll'));
    expect(() => loop.settle()).toThrow('thrown by a callback');
    loop.settle();
    expect(seen).toEqual(['tick', 'poll']);
  });

  it('does nothing when it is told to run from inside a task', () => {
    const loop = new EventLoop(50);
    const seen: unknown[] = [];
    loop.poll(() => {
      loop.immediate(() => seen.push('immediate'));
      seen.push(loop.settle(), loop.runUntil(1_000));
    });
    loop.settle();
    expect(seen).toEqual([0, 0, 'immediate']);
  });
});
