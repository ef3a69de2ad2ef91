import { Writable } from 'node:stream';
import { boundedLines } from '../../../cli/log/boundedLines';

/** A reader that takes what is written only when it is told to, a write at a time. */
function aReader() {
  const taken: string[] = [];
  const waiting: (() => void)[] = [];
  let failure: Error | undefined;
  const stream = new Writable({
    autoDestroy: false,
    write(chunk: Buffer, _, done) {
      waiting.push(() => {
        if (failure === undefined) taken.push(chunk.toString().trimEnd());
        done(failure);
      });
    },
  });
  stream.on('error', () => {});
  return {
    stream,
    taken,
    fail: (code: string) => {
      failure = Object.assign(new Error(code), { code });
    },
    /** Takes so many writes; a stream goes on to the next one in a later turn. */
    take: async (count: number) => {
      for (let i = 0; i < count; i += 1) {
        waiting.shift()?.();
        await new Promise(setImmediate);
      }
    },
    get pending() {
      return waiting.length;
    },
  };
}

const bounded = (stream: Writable, limit: number) =>
  boundedLines(stream, limit, ({ lines, bytes }) => `dropped ${lines}, ${bytes}`);

describe('lines for a reader that may be slow', () => {
  it('wait for it up to the limit; what is over it is dropped', () => {
    const { stream } = aReader();
    const write = bounded(stream, 50);
    for (let i = 0; i < 1_000; i += 1) write('123456789');
    expect(stream.writableLength).toBe(50);
  });

  it('are exactly as many as the limit lets wait, to the byte and not to the letter', () => {
    const { stream } = aReader();
    const write = bounded(stream, 5);
    write('é');
    write('éé');
    expect(stream.writableLength).toBe(3);
    write('abc');
    expect(stream.writableLength).toBe(3);
  });

  it('are told of as missing once half of what waited has been taken, in their place', async () => {
    const reader = aReader();
    const write = bounded(reader.stream, 40);
    for (let i = 0; i < 10; i += 1) write(`number ${i}.`);
    await reader.take(1);
    write('too early');
    await reader.take(4);
    write('after it');
    await reader.take(2);
    expect(reader.taken).toEqual([
      'number 0.',
      'number 1.',
      'number 2.',
      'number 3.',
      'dropped 7, 70',
      'after it',
    ]);
  });

  it('are told of as missing even if nothing else is written', async () => {
    const reader = aReader();
    const write = bounded(reader.stream, 20);
    for (let i = 0; i < 5; i += 1) write('123456789');
    await reader.take(3);
    expect(reader.taken.at(-1)).toBe('dropped 3, 30');
  });

  it('are written one by one, however long, when nothing waits', async () => {
    const reader = aReader();
    const write = bounded(reader.stream, 3);
    write('longer than that');
    await reader.take(1);
    expect(reader.taken).toEqual(['longer than that']);
  });

  it('are counted as missing when a disk is full', async () => {
    const reader = aReader();
    const write = bounded(reader.stream, 100);
    reader.fail('ENOSPC');
    write('lost');
    await reader.take(1);
    expect(reader.taken).toEqual([]);
  });

  it('are no longer written when the reader has gone', async () => {
    const reader = aReader();
    const write = bounded(reader.stream, 100);
    reader.fail('EPIPE');
    write('lost');
    await reader.take(1);
    for (let i = 0; i < 10; i += 1) write('more');
    expect([reader.pending, reader.stream.writableLength]).toEqual([0, 0]);
  });
});
