/** Bytes on their way, in the pieces in which they came. */
export class ByteQueue {
  private pieces: Buffer[] = [];
  private head = 0;
  length = 0;

  push(piece: Buffer): void {
    if (piece.length === 0) return;
    this.pieces.push(piece);
    this.length += piece.length;
  }

  /** Bytes of the first piece. */
  get first(): number {
    return this.pieces[this.head]?.length ?? 0;
  }

  /** Takes up to so many bytes, joined; undefined if there are none. Nothing is copied but to be joined. */
  take(most: number): Buffer | undefined {
    const piece = this.shift(most);
    if (piece === undefined || piece.length === most || this.length === 0) return piece;
    const joined = [piece];
    let left = most - piece.length;
    while (left > 0 && this.length > 0) {
      const next = this.shift(left) as Buffer;
      joined.push(next);
      left -= next.length;
    }
    return Buffer.concat(joined);
  }

  /** Takes up to so many bytes of the first piece. */
  shift(most: number): Buffer | undefined {
    const piece = this.pieces[this.head];
    if (piece === undefined) return undefined;
    if (piece.length > most) {
      this.pieces[this.head] = piece.subarray(most);
      this.length -= most;
      return piece.subarray(0, most);
    }
    this.length -= piece.length;
    this.head += 1;
    if (this.length === 0) this.clear();
    else if (this.head === 256) {
      this.pieces = this.pieces.slice(this.head);
      this.head = 0;
    }
    return piece;
  }

  clear(): void {
    this.pieces = [];
    this.head = 0;
    this.length = 0;
  }
}
