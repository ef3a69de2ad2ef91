/** Larger blocks than this are not worth a copy. */
const SMALL = 4_096;

/** So much is enough for one write. */
const ENOUGH = 16_384;

/** Who writes what was gathered. */
interface AnswersHome {
  pour(data: Uint8Array): void;
}

/**
 * What is said while a block that came is being handled. The first answer leaves at once; small ones behind
 * it, as to a pipeline of requests, leave together in one write when the block has been handled: each of
 * them would cost a system call.
 */
export class Answers {
  /** Bytes that wait. */
  length = 0;
  private state: 'idle' | 'handling' | 'answered' | 'held' = 'idle';
  private pieces: Uint8Array[] | undefined = undefined;

  constructor(private readonly home: AnswersHome) {}

  begin(): void {
    this.state = 'handling';
  }

  end(): void {
    if (this.state === 'held') return;
    this.state = 'idle';
    this.flush();
  }

  /** Writes what waits, and keeps what is said from now on. */
  hold(): void {
    this.flush();
    this.state = 'held';
  }

  /** Writes what was kept. */
  release(): void {
    this.state = 'idle';
    this.flush();
  }

  /** Whether this block waits for others, so that nobody else has to write it. */
  keeps(data: Uint8Array): boolean {
    if (this.state === 'idle') return false;
    if (this.state === 'held') {
      this.keep(data);
      return true;
    }
    if (this.state === 'handling' || data.length > SMALL) {
      this.state = 'answered';
      this.flush();
      return false;
    }
    this.keep(data);
    if (this.length >= ENOUGH) this.flush();
    return true;
  }

  /** Writes what waits: something else comes behind it. */
  flush(): void {
    const { pieces, length } = this;
    if (pieces === undefined || this.state === 'held') return;
    this.pieces = undefined;
    this.length = 0;
    this.home.pour(Buffer.concat(pieces, length));
  }

  private keep(data: Uint8Array): void {
    this.pieces ??= [];
    this.pieces.push(data);
    this.length += data.length;
  }
}
