import type * as CodecOf from '../../../machines/handler/codecOf';

describe('the codec of a chart', () => {
  it('is known to every copy of this package in the process', () => {
    const copies: (typeof CodecOf)[] = [];
    for (let i = 0; i < 2; i += 1) {
      jest.isolateModules(() => copies.push(require('../../../machines/handler/codecOf')));
    }
    const [one, other] = copies as [typeof CodecOf, typeof CodecOf];
    const machine = { config: {} };
    const codec = {} as never;
    one.tieCodec(machine, codec);
    expect(other.tieCodec).not.toBe(one.tieCodec);
    expect(other.codecOf(machine)).toBe(codec);
    expect(other.codecOf({ config: {} })).toBeUndefined();
  });
});
