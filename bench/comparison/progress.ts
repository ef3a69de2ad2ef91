/** What is shown while the benchmark runs: one line that changes on a terminal, plain lines elsewhere. */

export interface Screen {
  isTTY?: boolean;
  columns?: number;
  write(text: string): unknown;
}

export function clock(seconds: number): string {
  const whole = Math.max(0, Math.round(seconds));
  return `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, '0')}`;
}

const CLEAR_LINE = '\r\x1b[2K';

export class Progress {
  readonly #screen: Screen;
  readonly #total: number;
  readonly #now: () => number;
  readonly #start: number;
  #done = 0;

  /** `now` gives seconds. */
  constructor(screen: Screen, total: number, now = () => performance.now() / 1000) {
    this.#screen = screen;
    this.#total = total;
    this.#now = now;
    this.#start = now();
  }

  /** What is being measured; on a terminal only, since it is soon replaced. */
  begin(what: string): void {
    if (this.#screen.isTTY) this.#line(`${this.#where()} ${what} ...`);
  }

  /** What was measured, and how it went. */
  end(what: string): void {
    this.#done++;
    if (this.#screen.isTTY) this.#line(`${this.#where()} ${what}`);
    else this.#screen.write(`${this.#where()} ${what}\n`);
  }

  /** Something that went wrong, which stays on the screen. */
  fail(what: string): void {
    this.#done++;
    this.#screen.write(`${this.#screen.isTTY ? CLEAR_LINE : ''}${this.#where()} ${what}\n`);
  }

  finish(): void {
    if (this.#screen.isTTY) this.#screen.write(CLEAR_LINE);
  }

  #where(): string {
    const passed = this.#now() - this.#start;
    const left = this.#done > 0 ? (passed / this.#done) * (this.#total - this.#done) : undefined;
    return `[${this.#done}/${this.#total}${left === undefined ? '' : `, ${clock(left)} left`}]`;
  }

  #line(text: string): void {
    this.#screen.write(CLEAR_LINE + text.slice(0, (this.#screen.columns ?? 80) - 1));
  }
}
