import { wrongFirst } from '../../../simulation/oracles/firstToEnd';
import { wrongHolding } from '../../../simulation/oracles/held';
import { wrongInformation } from '../../../simulation/oracles/information';
import {
  FIRST_INTEREST,
  interestAfter,
  type Standing,
  wrongInterest,
} from '../../../simulation/oracles/interest';
import { askDue, lateness } from '../../../simulation/oracles/punctuality';
import { overflows, wrongBlocking } from '../../../simulation/oracles/sending';
import { outgrown } from '../../../simulation/oracles/sizes';

const connected: Standing = {
  phase: 'connected',
  receiving: 'flowing',
  sending: 'ready',
};

const nothing = { reader: false, writer: false };
const waits = { reader: false, writer: true };

describe('what the selector has to know', () => {
  it.each([
    ['of one that flows: it reads', FIRST_INTEREST, {}, FIRST_INTEREST],
    [
      'of one that is blocked: it waits for room',
      FIRST_INTEREST,
      { receiving: 'held', sending: 'blocked' },
      waits,
    ],
    ['of one that is paused: nothing', FIRST_INTEREST, { receiving: 'paused' }, nothing],
    [
      'of one that was blocked and has ended its half: no room',
      waits,
      { receiving: 'held', sending: 'ended' },
      nothing,
    ],
    [
      'of one whose peer has ended: as before',
      FIRST_INTEREST,
      { receiving: 'ended' },
      FIRST_INTEREST,
    ],
    [
      'of one that finishes: it reads on',
      waits,
      { phase: 'finishing', receiving: 'paused' },
      { reader: true, writer: true },
    ],
    ['of one that is aborted: as before', waits, { phase: 'aborting' }, waits],
    ['of one that is gone: nothing', waits, { phase: 'shutdown' }, nothing],
  ] as const)('%s', (_, before, standing, expected) => {
    expect(interestAfter(before, { ...connected, ...standing })).toEqual(expected);
  });

  it('is compared', () => {
    expect(wrongInterest(waits, waits)).toBeUndefined();
    expect(wrongInterest(FIRST_INTEREST, waits)).toBe('is no reader, and should be');
    expect(wrongInterest(nothing, waits)).toBe('is a writer, and should not be');
  });
});

describe('unsent bytes', () => {
  const unsent = { held: 11, unsent: 11, piledUp: 1, isLarge: false };

  it.each([
    ['one below the limit', { held: 9, unsent: 9 }, false],
    ['at the limit', { held: 10, unsent: 10 }, false],
    ['one above it', {}, true],
    ['above it, with all but the limit on its way', { unsent: 10 }, false],
    ['above it by one large answer', { isLarge: true }, false],
    [
      'above it by what came on top of one',
      { isLarge: true, held: 30, unsent: 22, piledUp: 11 },
      true,
    ],
  ])('%s', (_, more, expected) => {
    expect(overflows({ ...unsent, ...more }, 10)).toBe(expected);
  });

  it('block from the mark on', () => {
    expect(wrongBlocking(false, 9, 10)).toBeUndefined();
    expect(wrongBlocking(true, 10, 10)).toBeUndefined();
    expect(wrongBlocking(true, 9, 10)).toBe('is blocked with 9 bytes held, mark 10');
    expect(wrongBlocking(false, 10, 10)).toBe('is not blocked with 10 bytes held, mark 10');
  });
});

describe('who ended first', () => {
  const ends = { peersFin: 5, ourFin: 9, wasBroken: false, knewOfPeersEnd: true };

  it.each([
    ['peerClosed', {}, undefined],
    ['peerClosed', { knewOfPeersEnd: undefined }, undefined],
    ['peerClosed', { peersFin: undefined, wasBroken: true }, undefined],
    ['peerClosed', { peersFin: undefined }, 'peerClosed, and its peer has not ended'],
    ['peerClosed', { ourFin: 4 }, 'peerClosed, and our FIN was there before the peer said its own'],
    ['peerClosed', { knewOfPeersEnd: false }, 'peerClosed, and our side had ended before it knew'],
    ['finished', { knewOfPeersEnd: false }, undefined],
    ['finished', {}, 'finished, and our side knew that the peer had ended'],
    ['finished', { knewOfPeersEnd: undefined }, 'finished, and our side never said so'],
    ['reset', { peersFin: undefined }, undefined],
  ] as const)('%s with %j', (howDied, more, expected) => {
    expect(wrongFirst(howDied, { ...ends, ...more })).toBe(expected);
  });
});

describe('what is told of a connection that comes', () => {
  const info = {
    id: 3,
    peer: '127.0.0.1',
    peerport: 5,
    localip: '127.0.0.1',
    localport: 7,
    family: 'IPv4',
    connectedAt: 9,
  } as const;
  const server = { family: 'IPv4', host: '127.0.0.1', port: 7 } as const;
  const arrival = {
    before: 2,
    peerport: 5,
    host: '127.0.0.1',
    brokeOff: false,
    server,
    now: 9,
  };

  it.each([
    [{}, undefined],
    [{ id: 2 }, 'id is 2, and should be 3'],
    [{ localport: 5 }, 'localport is 5, and should be 7'],
    [{ localip: '0.0.0.0' }, 'localip is 0.0.0.0, and should be 127.0.0.1'],
    [{ family: 'IPv6' }, 'family is IPv6, and should be IPv4'],
    [{ connectedAt: 0 }, 'connectedAt is 0, and should be 9'],
  ] as const)('is true: %j', (more, wrong) => {
    expect(wrongInformation({ ...info, ...more }, arrival)).toBe(wrong);
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
