import { Writable } from 'node:stream';
import { gathered } from '../../../cli/log/gathered';

/** A stream that says in how many goes it was handed what was written to it. */
function goes(error?: Error) {
  const taken: string[] = [];
  const stream = new Writable({
    autoDestroy: false,
    write: (chunk, _, done) => {
      taken.push(String(chunk));
      done(error);
    },
  });
  stream.on('error', () => {});
  return { stream, taken };
}

const nextTurn = () => jest.advanceTimersByTimeAsync(0);

beforeEach(() => {
  jest.useFakeTimers();
});
afterEach(() => {
  jest.useRealTimers();
});

const nobody = () => {};

describe('what is written within a moment', () => {
  it('is handed over in one go when the turn is over', async () => {
    const { stream, taken } = goes();
    const sink = gathered(stream);
    for (const line of ['a', 'b', 'c']) sink.write(line, nobody);
    expect(taken).toEqual([]);
    await nextTurn();
    expect(taken).toEqual(['abc']);
  });

  it('waits with that of other turns until twenty milliseconds have passed since', async () => {
    const { stream, taken } = goes();
    const sink = gathered(stream);
    for (const line of ['a', 'b', 'c']) {
      sink.write(line, nobody);
      await nextTurn();
    }
    expect(taken).toEqual(['a']);
    await jest.advanceTimersByTimeAsync(19);
    expect(taken).toEqual(['a']);
    await jest.advanceTimersByTimeAsync(1);
    expect(taken).toEqual(['a', 'bc']);
    await jest.advanceTimersByTimeAsync(20);
    sink.write('d', nobody);
    await nextTurn();
    expect(taken).toEqual(['a', 'bc', 'd']);
  });

  it('is handed over at once when the process is about to end', () => {
    const { stream, taken } = goes();
    const sink = gathered(stream);
    sink.write('last words', nobody);
    sink.end();
    sink.end();
    expect(taken).toEqual(['last words']);
  });

  it('is handed over at once from then on: of what is missing is told when the rest has been taken', () => {
    const { stream, taken } = goes();
    const sink = gathered(stream);
    sink.end();
    sink.write('after that', nobody);
    expect(taken).toEqual(['after that']);
    expect(jest.getTimerCount()).toBe(0);
  });

  it('counts as waiting, in bytes and not in letters, until the stream has taken it', async () => {
    const { stream } = goes();
    const sink = gathered(stream);
    sink.write('é', nobody);
    sink.write('a', nobody);
    expect(sink.writableLength).toBe(3);
    await nextTurn();
    expect(sink.writableLength).toBe(0);
  });

  it('is each told of what became of it', async () => {
    const failure = new Error('full');
    const sink = gathered(goes(failure).stream);
    const told: unknown[] = [];
    sink.write('a', (error) => told.push(error));
    sink.write('b', (error) => told.push(error));
    await nextTurn();
    await nextTurn();
    expect(told).toEqual([failure, failure]);
  });
});
