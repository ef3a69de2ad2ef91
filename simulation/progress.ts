/** Milliseconds between two looks of the bar. */
const INTERVAL = 200;

const WIDTH = 24;

/** Shows how far the simulator is, and how fast: a line that is written over, on terminals only. */
export class Progress {
  private readonly start = performance.now();
  private readonly cpuBefore = process.cpuUsage();
  private shownAt = Number.NEGATIVE_INFINITY;
  private runs = 0;
  private lifetimes = 0;

  constructor(
    /** From 0 to 1, by runs and lifetimes so far. */
    private readonly fraction: (runs: number, lifetimes: number) => number,
    private readonly stream: NodeJS.WriteStream | undefined,
  ) {}

  add(lifetimes: number): void {
    this.runs += 1;
    this.lifetimes += lifetimes;
    const now = performance.now();
    if (this.stream?.isTTY !== true || now - this.shownAt < INTERVAL) return;
    this.shownAt = now;
    const done = Math.min(1, this.fraction(this.runs, this.lifetimes));
    const bar = '#'.repeat(Math.round(done * WIDTH)).padEnd(WIDTH, '.');
    this.stream.write(`\r[${bar}] ${Math.floor(done * 100)}%  ${this.summary()} `);
  }

  /** Takes the bar away. */
  clear(): void {
    if (this.stream?.isTTY === true) this.stream.write('\r\u001b[2K');
  }

  /** `1,000 runs (250/s), 5,000 connection lifetimes (1,250/s, 2,500 per second of processor time)`. */
  summary(): string {
    const seconds = Math.max(0.001, (performance.now() - this.start) / 1_000);
    const rate = (count: number) => Math.round(count / seconds).toLocaleString('en');
    const runs = `${this.runs.toLocaleString('en')} runs (${rate(this.runs)}/s)`;
    const lifetimes = `${this.lifetimes.toLocaleString('en')} connection lifetimes`;
    // On a machine that does other things besides, this is what tells how fast it could be.
    const { user, system } = process.cpuUsage(this.cpuBefore);
    const perCpu = Math.round(this.lifetimes / Math.max(0.001, (user + system) / 1e6));
    const rates = `${rate(this.lifetimes)}/s, ${perCpu.toLocaleString('en')} per second of processor time`;
    return `${runs}, ${lifetimes} (${rates})`;
  }
}
