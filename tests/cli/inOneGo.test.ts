import { Writable } from 'node:stream';
import { inOneGo } from '../../cli/inOneGo';

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

const nextTurn = () => new Promise(setImmediate);

const nobody = () => {};

describe('what is written in one turn', () => {
  it('is handed over in one go when the turn is over, and so is that of the next', async () => {
    const { stream, taken } = goes();
    const turn = inOneGo(stream);
    for (const line of ['a', 'b', 'c']) turn.write(line, nobody);
    expect(taken).toEqual([]);
    await nextTurn();
    turn.write('d', nobody);
    await nextTurn();
    expect(taken).toEqual(['abc', 'd']);
  });

  it('is handed over at once when the process is about to end', () => {
    const { stream, taken } = goes();
    const turn = inOneGo(stream);
    turn.write('last words', nobody);
    turn.end();
    turn.end();
    expect(taken).toEqual(['last words']);
  });

  it('counts as waiting, in bytes and not in letters, until the stream has taken it', async () => {
    const { stream } = goes();
    const turn = inOneGo(stream);
    turn.write('é', nobody);
    turn.write('a', nobody);
    expect(turn.writableLength).toBe(3);
    await nextTurn();
    expect(turn.writableLength).toBe(0);
  });

  it('is each told of what became of it', async () => {
    const failure = new Error('full');
    const turn = inOneGo(goes(failure).stream);
    const told: unknown[] = [];
    turn.write('a', (error) => told.push(error));
    turn.write('b', (error) => told.push(error));
    await nextTurn();
    await nextTurn();
    expect(told).toEqual([failure, failure]);
  });
});
