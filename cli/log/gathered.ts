import type { Writable } from 'node:stream';

/** As much of a stream as lines are written to. */
export interface LineSink {
  write(text: string, done: (error?: Error | null) => void): void;
  /** Bytes that nobody has taken. */
  readonly writableLength: number;
}

/** What holds for a moment what is written to it. */
export interface Gathered extends LineSink {
  /** Hands over what there is, and from now on everything at once: for a process that is about to end. */
  end(): void;
}

/** Milliseconds between two writes: nobody who reads a log sees that it is late. */
const PAUSE = 20;

/**
 * Hands a stream what is written to it a turn of the event loop at a time, and on a busy server some
 * milliseconds at a time: its log has two lines for each connection, and a system call for every few of
 * them costs as much as serving the request.
 */
export function gathered(stream: Writable): Gathered {
  let hold: (() => void) | undefined;
  let last = Number.NEGATIVE_INFINITY;
  let text = '';
  let bytes = 0;
  let waiting: ((error?: Error | null) => void)[] = [];

  const handOver = (): void => {
    if (hold === undefined) return;
    hold();
    hold = undefined;
    last = performance.now();
    const told = waiting;
    const all = text;
    text = '';
    bytes = 0;
    waiting = [];
    stream.write(all, (error) => {
      for (const done of told) done(error);
    });
  };

  /** When the text is due: at the end of this turn if the last one is long ago. Gives what undoes it. */
  const holdOn = (): (() => void) => {
    const left = last + PAUSE - performance.now();
    if (left <= 0) {
      const due = setImmediate(handOver);
      return () => clearImmediate(due);
    }
    const due = setTimeout(handOver, left);
    return () => clearTimeout(due);
  };

  let phase: 'gathering' | 'ending' = 'gathering';

  return {
    write(more, done) {
      if (phase === 'ending') {
        stream.write(more, done);
        return;
      }
      hold ??= holdOn();
      text += more;
      bytes += Buffer.byteLength(more);
      waiting.push(done);
    },
    get writableLength() {
      return stream.writableLength + bytes;
    },
    end() {
      handOver();
      phase = 'ending';
    },
  };
}
