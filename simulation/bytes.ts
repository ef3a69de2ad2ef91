/** A prime, so that the bytes of two clients never fall into step. */
const PERIOD = 65_521;

/** How far the bytes of two neighbouring clients are apart in the table. */
const STRIDE = 7_919;

/** One byte in so many ends a line, for protocols of lines. */
const LINE_ENDS = 24;

const NEWLINE = 0x0a;

/** A linear congruential generator: the bytes only have to differ from their neighbours. */
function makeTable(): Buffer {
  const table = Buffer.alloc(PERIOD * 3);
  let state = 12_345;
  for (let index = 0; index < PERIOD; index += 1) {
    state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0;
    const byte = state >>> 24;
    table[index] = (state >>> 8) % LINE_ENDS === 0 ? NEWLINE : byte === NEWLINE ? 0 : byte;
  }
  table.copy(table, PERIOD, 0, PERIOD);
  table.copy(table, PERIOD * 2, 0, PERIOD);
  return table;
}

const TABLE = makeTable();

/** Most bytes that {@link clientBytes} gives at once. */
export const MOST_BYTES = PERIOD * 2;

/**
 * The bytes that a client sends, by their position: a plan says how many are sent, never which, so that
 * steps can be taken out of it, and every byte received tells whose it is and from where.
 */
export function clientBytes(client: number, from: number, length: number): Buffer {
  const start = (client * STRIDE + from) % PERIOD;
  return TABLE.subarray(start, start + length);
}

/** How many of a client's first `length` bytes belong to whole lines. */
export function wholeLines(client: number, length: number): number {
  for (let end = length; end > 0; end -= 1) {
    if (TABLE[(client * STRIDE + end - 1) % PERIOD] === NEWLINE) return end;
  }
  return 0;
}
