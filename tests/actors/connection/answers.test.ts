import { Answers } from '../../../actors/connection/answers';

/** Says these blocks, each kept or written at once, and notes what is written. */
function said(...blocks: readonly (string | 'begin' | 'end' | 'flush')[]): string[] {
  const written: string[] = [];
  const pour = (data: Uint8Array) => written.push(Buffer.from(data).toString());
  const answers = new Answers({ pour });
  for (const block of blocks) {
    if (block === 'begin' || block === 'end' || block === 'flush') answers[block]();
    else if (!answers.keeps(Buffer.from(block))) pour(Buffer.from(block));
  }
  return written;
}

describe('what is said', () => {
  it('on its own account is written at once', () => {
    expect(said('a', 'b')).toEqual(['a', 'b']);
  });

  it('first to a block is written at once, and the rest together when the block is handled', () => {
    expect(said('begin', 'a', 'b', 'c', 'end', 'begin', 'd', 'end', 'e')).toEqual([
      'a',
      'bc',
      'd',
      'e',
    ]);
  });

  it('is never overtaken by a large block, or by what is not said', () => {
    const large = 'x'.repeat(5_000);
    expect(said('begin', 'a', 'b', large, 'c', 'flush', 'd', 'end')).toEqual([
      'a',
      'b',
      large,
      'c',
      'd',
    ]);
  });

  it('leaves before it is much', () => {
    const line = 'y'.repeat(4_096);
    const written = said('begin', 'a', ...Array.from({ length: 9 }, () => line), 'end');
    expect(written.map((block) => block.length)).toEqual([1, 16_384, 16_384, 4_096]);
  });
});
