import * as fc from 'fast-check';
import { TraceHash } from '../../../../../actors/transport/simulated/chance/traceHash';

/** FNV-1a as its authors write it down. */
function reference(bytes: Iterable<number>): string {
  let hash = 0xcbf29ce484222325n;
  for (const byte of bytes) hash = BigInt.asUintN(64, (hash ^ BigInt(byte)) * 0x100000001b3n);
  return hash.toString(16).padStart(16, '0');
}

describe('the trace hash', () => {
  it.each([
    ['', 'cbf29ce484222325'],
    ['a', 'af63dc4c8601ec8c'],
    ['foobar', '85944171f73967e8'],
  ])('of %j is the published FNV-1a', (text, expected) => {
    const hash = new TraceHash();
    hash.bytes(Buffer.from(text));
    expect(hash.toString()).toBe(expected);
  });

  it('is FNV-1a of any bytes, in any pieces', () => {
    fc.assert(
      fc.property(fc.array(fc.uint8Array({ maxLength: 50 })), (pieces) => {
        const hash = new TraceHash();
        for (const piece of pieces) hash.bytes(piece);
        expect(hash.toString()).toBe(reference(Buffer.concat(pieces)));
      }),
    );
  });

  it('takes integers as eight bytes, lowest first', () => {
    fc.assert(
      fc.property(fc.nat(Number.MAX_SAFE_INTEGER), (value) => {
        const hash = new TraceHash();
        hash.integer(value);
        const bytes = Buffer.alloc(8);
        bytes.writeBigUInt64LE(BigInt(value));
        expect(hash.toString()).toBe(reference(bytes));
      }),
    );
  });
});
