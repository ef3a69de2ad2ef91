import fc from 'fast-check';
import { CHARGEN_LINE, chargen, chargenByte } from '../../../machines/protocols/chargen';
import { Pure } from '../../support/pure';
import { aConnection } from '../../support/samples';
import { Alone } from './alone';

const ready = { type: 'flow.ready' } as const;

/** So many bytes of the stream. */
const pattern = (length: number): Buffer =>
  Buffer.from(Uint8Array.from({ length }, (_, position) => chargenByte(position)));

const blockLength = (): number => new Alone(chargen).take(ready).bytes.length;

describe('the pattern of chargen', () => {
  it('is that of RFC 864', () => {
    const lines = pattern(CHARGEN_LINE * 97)
      .toString('latin1')
      .split('\r\n');
    const first = ' !"#$%&\'()*+,-./0123456789:;<=>?@ABCDEFGHIJKLMNOPQRSTUVWXYZ[\\]^_`abcdefg';
    expect(lines[0]).toBe(first);
    expect(lines[1]).toBe(`${first.slice(1)}h`);
    expect(lines[24]?.slice(-2)).toBe('~ ');
    expect(lines[94]).toBe(`~${first.slice(0, 71)}`);
    expect(lines[95]).toBe(first);
    expect(lines.slice(0, -1).every((line) => line.length === 72)).toBe(true);
  });
});

describe('chargen', () => {
  it('says nothing before flow.ready', () => {
    expect(new Alone(chargen).hear('go on').said).toEqual([]);
  });

  it('sends one block of about 64 KiB, of whole lines, for each flow.ready', () => {
    const handler = new Alone(chargen).take(ready);
    expect(handler.said).toHaveLength(1);
    expect(handler.bytes.length % CHARGEN_LINE).toBe(0);
    expect(handler.bytes.length).toBeGreaterThan(60_000);
    expect(handler.bytes.length).toBeLessThanOrEqual(65_536);
    expect(handler.take({ type: 'flow.blocked' }).said).toHaveLength(1);
    expect(handler.take(ready).said).toHaveLength(2);
  });

  it('does not break the pattern between blocks, however many there are', () => {
    const length = blockLength();
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 9 }), fc.infiniteStream(fc.boolean()), (n, talks) => {
        const handler = new Alone(chargen);
        for (let i = 0; i < n; i += 1) {
          if (talks.next().value) handler.hear('to be thrown away');
          handler.take(ready);
        }
        expect(handler.bytes.equals(pattern(n * length))).toBe(true);
      }),
      { numRuns: 10 },
    );
  });

  it('costs nothing for each block: they all are the same bytes', () => {
    const pure = Pure.start(chargen, aConnection()).take(ready, ready);
    expect(pure.said[0]?.data).toBe(pure.said[1]?.data);
  });

  it('goes on when the peer has finished sending, because it may still read', () => {
    const handler = new Alone(chargen).take({ type: 'control.producerFinished' }, ready);
    expect(handler.state).toBe('connected');
    expect(handler.said).toHaveLength(1);
  });

  it.each(['control.serverShutdown', 'control.socketShutdown'] as const)(
    'finishes on %s, behind a whole line',
    (type) => {
      const handler = new Alone(chargen).take(ready, { type });
      expect(handler.hasFinished).toBe(true);
      expect(handler.text.endsWith('\r\n')).toBe(true);
    },
  );
});
