/** The bytes that are sent, and so expected back; the same plan as in common.c. */

/** A prime, so that a byte that is lost, doubled or out of place shows. */
const PERIOD = 65_521;
/** A prime: of so many lines each is another one. */
const LINES = 1_021;
const CHUNK = 256 * 1024;

let period = PERIOD;
const stream = Buffer.alloc(PERIOD + CHUNK);
fill((x) => x);

function fill(byteOf: (random: number, i: number) => number): void {
  for (let i = 0, x = 2463534242; i < stream.length; i++) {
    x = Math.imul(x ^ (x >>> 15), 2246822519) >>> 0;
    stream[i] = i < period ? byteOf(x + i, i) : (stream[i - period] as number);
  }
}

/** Has the stream be lines of `size` bytes each, its newline among them; before its first byte is used. */
export function streamOfLines(size: number): void {
  if (size < 8 || size * LINES > PERIOD) {
    throw new Error(`lines must have 8 to ${Math.floor(PERIOD / LINES)} bytes`);
  }
  period = size * LINES;
  fill((random, i) => (i % size === size - 1 ? 10 : 97 + (random % 26)));
}

/** `length` bytes of the stream from `position` on. */
export const bytesAt = (position: number, length: number): Buffer =>
  stream.subarray(position % period, (position % period) + length);

export function verify(data: Buffer, position: number): void {
  for (let at = 0; at < data.length; at += period) {
    const part = data.subarray(at, at + period);
    if (!part.equals(bytesAt(position + at, part.length))) {
      throw new Error('the echo differs from what was sent');
    }
  }
}
