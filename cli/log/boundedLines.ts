import type { LineSink } from './gathered';

/** What nobody has been told of. */
export interface Dropped {
  readonly lines: number;
  readonly bytes: number;
}

/**
 * Writes lines to a stream that may have no reader, or a slow one. Once more than `limit` bytes wait in
 * memory, lines are dropped and counted, until half of what waits has been taken; then `tell` says how
 * many there were, and writing goes on. So a log costs no more than its limit, whoever reads it.
 */
export function boundedLines(
  stream: LineSink,
  limit: number,
  tell: (dropped: Dropped) => string,
  failing: (error: Error | undefined) => void = () => {},
): (line: string) => void {
  let lines = 0;
  let bytes = 0;
  let readerIsGone = false;
  let isFailing = false;

  const drop = (count: number, size: number): void => {
    lines += count;
    bytes += size;
  };

  const write = (text: string, count: number, size: number): void => {
    stream.write(text, (error) => {
      if (error == null) {
        if (isFailing) failing(undefined);
        isFailing = false;
        if (hasRoom()) tellDropped();
        return;
      }
      // A full disk may have room later. Whoever read a pipe and went away does not come back.
      if ((error as NodeJS.ErrnoException).code === 'EPIPE') readerIsGone = true;
      else if (!isFailing) {
        isFailing = true;
        failing(error);
      }
      drop(count, size);
    });
  };

  const hasRoom = (): boolean => stream.writableLength <= limit / 2;

  const tellDropped = (): void => {
    if (lines === 0) return;
    const dropped = { lines, bytes };
    lines = 0;
    bytes = 0;
    write(`${tell(dropped)}\n`, dropped.lines, dropped.bytes);
  };

  return (line) => {
    if (readerIsGone) return;
    const text = `${line}\n`;
    const size = Buffer.byteLength(text);
    if (lines > 0 && hasRoom()) tellDropped();
    // One line goes in any case, however long: it waits alone.
    const fits = stream.writableLength === 0 || stream.writableLength + size <= limit;
    if (lines === 0 && fits) write(text, 1, size);
    else drop(1, size);
  };
}
