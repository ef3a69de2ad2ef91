import type { Writable } from 'node:stream';

/** As much of a stream as lines are written to. */
export interface LineSink {
  write(text: string, done: (error?: Error | null) => void): void;
  /** Bytes that nobody has taken. */
  readonly writableLength: number;
}

/** What gathers what is written until the turn of the event loop is over. */
export interface Turn extends LineSink {
  /** Hands over what there is, at once: for a process that ends before its turn. */
  end(): void;
}

/**
 * Has all that is written in one turn of the event loop handed to a stream as one text: a log has two lines
 * for each connection, and a write for each of them costs as much as serving a request.
 */
export function inOneGo(stream: Writable): Turn {
  let due: NodeJS.Immediate | undefined;
  let text = '';
  let bytes = 0;
  let waiting: ((error?: Error | null) => void)[] = [];

  const end = (): void => {
    if (due === undefined) return;
    clearImmediate(due);
    due = undefined;
    const told = waiting;
    const all = text;
    text = '';
    bytes = 0;
    waiting = [];
    stream.write(all, (error) => {
      for (const done of told) done(error);
    });
  };

  return {
    write(more, done) {
      due ??= setImmediate(end);
      text += more;
      bytes += Buffer.byteLength(more);
      waiting.push(done);
    },
    get writableLength() {
      return stream.writableLength + bytes;
    },
    end,
  };
}
