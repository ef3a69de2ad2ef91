import { XstateNetError } from '../../../../machines/kit/errors';
import { EventHeap, type Occurrence } from './eventHeap';
import { TaskQueue } from './taskQueue';

/** Virtual time is counted in whole nanoseconds, so that sums of it are exact. */
export const NANOSECONDS = 1_000_000;

/**
 * Node's event loop over virtual time. What the kernel and the timers do is in a heap by time; what a
 * process does about it comes in libuv's phases: what it put off, sockets that are ready, then
 * `setImmediate`, then `close` callbacks, with the `nextTick` queue emptied after every callback.
 *
 * Only when a turn of all phases has left nothing to do does time go on.
 */
export class EventLoop {
  /** Nanoseconds since the start. */
  now = 0;
  private readonly later = new EventHeap();
  /** What the kernel does at this very moment: behind all in the heap that is due. */
  private readonly soon = new TaskQueue();
  private readonly ticks = new TaskQueue();
  private readonly putOff = new TaskQueue();
  private readonly polls = new TaskQueue();
  private readonly immediates = new TaskQueue();
  private readonly closings = new TaskQueue();
  private running = false;
  private steps = 0;

  constructor(private readonly maxSteps: number) {}

  /** Whether anything at all will still happen. */
  get isQuiet(): boolean {
    return this.later.size === 0 && !this.isBusy;
  }

  /** Lets something happen after so many nanoseconds, in the kernel or by a timer. */
  after(nanoseconds: number, happen: () => void): Occurrence {
    return this.later.push(this.now + nanoseconds, happen);
  }

  /** Lets the kernel do something at that time, which may be now. */
  at(time: number, happen: () => void): void {
    if (time <= this.now) this.soon.push(happen);
    else this.later.push(time, happen);
  }

  callOff(occurrence: Occurrence): void {
    this.later.remove(occurrence);
  }

  /** `process.nextTick`. */
  tick(task: () => void): void {
    this.ticks.push(task);
  }

  /** What libuv does by itself before it polls again, such as shutdown(2). */
  pending(task: () => void): void {
    this.putOff.push(task);
  }

  /** A socket is ready: its turn comes when the loop polls. */
  poll(task: () => void): void {
    this.polls.push(task);
  }

  /** `setImmediate`. */
  immediate(task: () => void): void {
    this.immediates.push(task);
  }

  /** A handle was closed: its callback comes last in the turn. */
  closing(task: () => void): void {
    this.closings.push(task);
  }

  /** The process was asleep for so long: what was due meanwhile happens late, in order. */
  jump(nanoseconds: number): void {
    this.now += nanoseconds;
  }

  /** Empties the `nextTick` queue, as Node does after every callback. */
  drainTicks(): void {
    while (this.ticks.length > 0) {
      this.count();
      this.ticks.shift()?.();
    }
  }

  /** Does everything that is due now; returns the number of steps. */
  settle(): number {
    return this.run(() => this.turns());
  }

  /** Lets time pass until then, or until nothing is left to happen before; returns the number of steps. */
  runUntil(time: number): number {
    return this.run(() => {
      this.turns();
      for (
        let next = this.later.top;
        next !== undefined && next.at <= time;
        next = this.later.top
      ) {
        if (next.at > this.now) this.now = next.at;
        this.turns();
      }
    });
  }

  /** Nothing was left to do until then: it is then now. */
  passTo(time: number): void {
    if (time > this.now && (this.later.top?.at ?? time) >= time) this.now = time;
  }

  private get isBusy(): boolean {
    const { soon, ticks, putOff, polls, immediates, closings } = this;
    const process = putOff.length + polls.length + immediates.length + closings.length;
    return soon.length + ticks.length + process > 0;
  }

  /** From inside a task this does nothing: the run that is under way sees to everything. */
  private run(work: () => void): number {
    if (this.running) return 0;
    this.running = true;
    this.steps = 0;
    try {
      work();
      return this.steps;
    } finally {
      this.running = false;
    }
  }

  private turns(): void {
    this.drainTicks();
    do {
      this.due();
      this.phase(this.putOff);
      this.phase(this.polls);
      this.phase(this.putOff);
      this.phase(this.immediates);
      this.phase(this.closings);
    } while (this.isBusy || (this.later.top?.at ?? Number.POSITIVE_INFINITY) <= this.now);
  }

  private due(): void {
    for (;;) {
      const next = this.later.top;
      if (next !== undefined && next.at <= this.now) {
        this.count();
        this.later.pop();
        next.happen();
        this.drainTicks();
      } else if (this.soon.length > 0) {
        this.step(this.soon);
      } else return;
    }
  }

  /** What a phase's callbacks add to it waits for the next turn. */
  private phase(queue: TaskQueue): void {
    for (let left = queue.length; left > 0; left -= 1) this.step(queue);
  }

  private step(queue: TaskQueue): void {
    this.count();
    queue.shift()?.();
    this.drainTicks();
  }

  /** Comes before a task is taken from its queue, so that whoever gives up loses none. */
  private count(): void {
    if (this.steps < this.maxSteps) {
      this.steps += 1;
      return;
    }
    throw new XstateNetError(
      'XN_NEVER_QUIET',
      `the simulated network is not at rest after ${this.maxSteps} steps, at ${this.now / NANOSECONDS} ms; something answers itself for ever: give the links a finite rate, advance by less time, or raise maxSteps`,
    );
  }
}
