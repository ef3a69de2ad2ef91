/** Bytes that are collected before they are handed on. */
const FULL = 65_536;

/**
 * What a handler says while a chunk's messages are delivered to it: many small answers leave as one block, which
 * costs one step of the CSA and one write.
 */
export class Outbasket {
  /** Bytes since it was begun, handed on or not. */
  said = 0;
  private pieces: Uint8Array[] = [];
  private length = 0;

  constructor(private readonly handOn: (bytes: Uint8Array) => void) {}

  begin(): void {
    this.said = 0;
  }

  add(bytes: Uint8Array): void {
    this.pieces.push(bytes);
    this.length += bytes.length;
    this.said += bytes.length;
    if (this.length >= FULL) this.flush();
  }

  flush(): void {
    const { pieces } = this;
    const [only] = pieces;
    if (only === undefined) return;
    const bytes = pieces.length === 1 ? only : Buffer.concat(pieces, this.length);
    this.pieces = [];
    this.length = 0;
    this.handOn(bytes);
  }
}
