import { wrongHolding } from '../../../simulation/oracles/held';
import { interestOf, type Standing, wrongInterest } from '../../../simulation/oracles/interest';
import { askDue, lateness } from '../../../simulation/oracles/punctuality';
import { outgrown } from '../../../simulation/oracles/sizes';

const connected: Standing = {
  phase: 'connected',
  receivingEnded: false,
  sendingEnded: false,
  isHeld: false,
  isPaused: false,
};

describe('what the selector has to know', () => {
  it.each([
    ['of one that flows: it reads', {}, { reader: true, writer: false }],
    [
      'of one that is blocked: it waits for room',
      { isHeld: true },
      { reader: false, writer: true },
    ],
    ['of one that is paused: nothing', { isPaused: true }, { reader: false, writer: false }],
    [
      'of one whose peer has ended: nothing certain of reading',
      { receivingEnded: true },
      { writer: false },
    ],
    ['of one that finishes: it reads on', { phase: 'finishing', isPaused: true }, { reader: true }],
    ['of one that is gone: nothing', { phase: 'shutdown' }, { reader: false, writer: false }],
  ] as const)('%s', (_, standing, expected) => {
    expect(interestOf({ ...connected, ...standing })).toEqual(expected);
  });

  it('is compared where it is certain', () => {
    expect(wrongInterest({ reader: true }, { reader: true, writer: true })).toBeUndefined();
    expect(wrongInterest({ reader: true }, { reader: false, writer: true })).toBe(
      'is no reader, and should be',
    );
    expect(wrongInterest({ writer: false }, { reader: false, writer: true })).toBe(
      'is a writer, and should not be',
    );
  });
});

describe('what is remembered', () => {
  it('may be as much as there are connections, and no more', () => {
    const context = {
      refused: new Set([1, 2]),
      live: new Map([[1, 1]]),
      name: 'abc',
      error: undefined,
    };
    expect(outgrown(context, 2)).toBeUndefined();
    expect(outgrown(context, 1)).toBe('2 refused');
    expect(outgrown({ size: 3 }, 2)).toBe('3 entries');
    expect(outgrown({ list: [1] }, 0)).toBe('1 list');
    expect(outgrown(undefined, 0)).toBeUndefined();
  });
});

describe('time', () => {
  it('may be out by what clocks round', () => {
    expect(lateness(102, 100)).toBeUndefined();
    expect(lateness(103, 100)).toBe(3);
  });

  it('begins with the last of what had to happen', () => {
    expect(askDue([5, undefined, 9, 1])).toBe(9);
  });
});

describe('held bytes', () => {
  it.each([
    [99, true, undefined],
    [100, true, undefined],
    [101, false, undefined],
    [101, true, 'holds 1 bytes behind 100, limit 100'],
  ])('up to %d of 100: held %s is %s', (total, held, wrong) => {
    expect(wrongHolding(held, total - 1, 1, 100)).toBe(wrong);
  });

  it('are not given back below the limit', () => {
    expect(wrongHolding(false, 0, 100, 100)).toBe('gives back 100 bytes behind 0, limit 100');
  });
});
