import { Writable } from 'node:stream';
import { inOneGo } from '../../cli/inOneGo';

/** A stream that says in how many goes it was handed what was written to it. */
function goes() {
  const taken: string[] = [];
  const stream = new Writable({
    decodeStrings: false,
    write: (chunk, _, done) => {
      taken.push(String(chunk));
      done();
    },
    writev: (chunks, done) => {
      taken.push(chunks.map(({ chunk }) => String(chunk)).join(''));
      done();
    },
  });
  return { stream, taken };
}

const nextTurn = () => new Promise(setImmediate);

describe('what is written in one turn', () => {
  it('is handed over in one go when the turn is over, and so is that of the next', async () => {
    const { stream, taken } = goes();
    const turn = inOneGo(stream);
    for (const line of ['a', 'b', 'c']) {
      turn.begin();
      stream.write(line);
    }
    expect(taken).toEqual([]);
    await nextTurn();
    turn.begin();
    stream.write('d');
    await nextTurn();
    expect(taken).toEqual(['abc', 'd']);
  });

  it('is handed over at once when the process is about to end', () => {
    const { stream, taken } = goes();
    const turn = inOneGo(stream);
    turn.begin();
    stream.write('last words');
    turn.end();
    turn.end();
    expect(taken).toEqual(['last words']);
  });
});
