/** The 64-bit FNV prime, 2^40 + 0x1b3, less its upper part, which is a shift. */
const PRIME = 0x1b3;
const WORD = 2 ** 32;

/** FNV-1a, 64 bit, kept as two words because BigInt is slow by the byte. */
export class TraceHash {
  private high = 0xcbf29ce4;
  private low = 0x84222325;

  byte(value: number): void {
    const low = (this.low ^ value) >>> 0;
    const product = low * PRIME;
    this.low = product % WORD;
    this.high = (Math.imul(this.high, PRIME) + Math.floor(product / WORD) + (low << 8)) >>> 0;
  }

  bytes(data: Uint8Array): void {
    let { low, high } = this;
    for (let index = 0; index < data.length; index += 1) {
      low = (low ^ (data[index] as number)) >>> 0;
      const product = low * PRIME;
      high = (Math.imul(high, PRIME) + Math.floor(product / WORD) + (low << 8)) >>> 0;
      low = product % WORD;
    }
    this.low = low;
    this.high = high;
  }

  /** An integer of up to 53 bits, lowest byte first. */
  integer(value: number): void {
    this.word(value >>> 0);
    this.word(Math.floor(value / WORD));
  }

  toString(): string {
    return this.high.toString(16).padStart(8, '0') + this.low.toString(16).padStart(8, '0');
  }

  private word(value: number): void {
    this.byte(value & 0xff);
    this.byte((value >>> 8) & 0xff);
    this.byte((value >>> 16) & 0xff);
    this.byte(value >>> 24);
  }
}
