/** The 64-bit FNV prime is 2^40 + 0x1b3; its upper part is a shift. */
const PRIME = 0x1b3;
const WORD = 2 ** 32;

/** FNV-1a, 64 bit, in 32-bit integers: BigInt would be slow by the byte, and so are doubles. */
export class TraceHash {
  private high = 0xcbf29ce4 | 0;
  private low = 0x84222325 | 0;

  byte(value: number): void {
    const low = this.low ^ value;
    const lower = (low & 0xffff) * PRIME;
    const upper = (low >>> 16) * PRIME + (lower >>> 16);
    this.low = (upper << 16) | (lower & 0xffff);
    this.high = (Math.imul(this.high, PRIME) + (upper >>> 16) + (low << 8)) | 0;
  }

  bytes(data: Uint8Array): void {
    let { low, high } = this;
    for (let index = 0; index < data.length; index += 1) {
      low ^= data[index] as number;
      const lower = (low & 0xffff) * PRIME;
      const upper = (low >>> 16) * PRIME + (lower >>> 16);
      high = (Math.imul(high, PRIME) + (upper >>> 16) + (low << 8)) | 0;
      low = (upper << 16) | (lower & 0xffff);
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
    const hex = (word: number) => (word >>> 0).toString(16).padStart(8, '0');
    return hex(this.high) + hex(this.low);
  }

  private word(value: number): void {
    this.byte(value & 0xff);
    this.byte((value >>> 8) & 0xff);
    this.byte((value >>> 16) & 0xff);
    this.byte(value >>> 24);
  }
}
