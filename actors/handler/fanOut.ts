/** Something to be told to many. */
interface Arrival<TWho, TWhat> {
  readonly what: TWhat;
  /** Who hears it: found when it is its turn. */
  readonly find: () => Iterable<TWho>;
}

/** Who is told in one turn of the event loop: then sockets and timers have theirs. */
const TOLD_AT_ONCE = 1_000;

/** Arrivals that may wait for their turn: a process with more is not keeping up, and would only grow. */
const MOST_ARRIVALS = 100_000;

/**
 * Tells what arrives to many, in order, and always in another turn: who publishes is not told before it has done what
 * it does, and two that answer each other for ever leave time for everybody else.
 */
export class FanOut<TWho, TWhat> {
  private stage: 'idle' | 'asked' | 'over' = 'idle';
  private arrivals: Arrival<TWho, TWhat>[] = [];
  /** The next of them. */
  private head = 0;
  /** Who is still to be told of the one before that. */
  private rest: Iterator<TWho> | undefined;
  private what: TWhat | undefined;

  constructor(
    private readonly afterTurn: (callback: () => void) => void,
    private readonly tell: (who: TWho, what: TWhat) => void,
  ) {}

  /** Returns whether it will be told. */
  add(what: TWhat, find: () => Iterable<TWho>): boolean {
    if (this.stage === 'over' || this.arrivals.length - this.head >= MOST_ARRIVALS) return false;
    this.arrivals.push({ what, find });
    this.ask();
    return true;
  }

  stop(): void {
    this.stage = 'over';
    this.arrivals = [];
    this.head = 0;
    this.rest = undefined;
  }

  private ask(): void {
    if (this.stage !== 'idle') return;
    this.stage = 'asked';
    this.afterTurn(() => this.turn());
  }

  private turn(): void {
    if (this.stage === 'over') return;
    this.stage = 'idle';
    for (let told = 0; told < TOLD_AT_ONCE; told += 1) {
      const who = this.next();
      if (who === undefined) return;
      this.tell(who, this.what as TWhat);
      // It may be over, by what was told.
      if (this.stopped) return;
    }
    this.ask();
  }

  private get stopped(): boolean {
    return this.stage === 'over';
  }

  /** Who is to be told next; undefined if there is nobody. */
  private next(): TWho | undefined {
    for (;;) {
      const { done, value } = this.rest?.next() ?? { done: true };
      if (done !== true) return value;
      this.rest = undefined;
      const arrival = this.arrivals[this.head];
      if (arrival === undefined) {
        this.arrivals = [];
        this.head = 0;
        return undefined;
      }
      this.head += 1;
      this.what = arrival.what;
      // Who comes while it is told does not hear it.
      this.rest = [...arrival.find()].values();
    }
  }
}
