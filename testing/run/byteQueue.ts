/** Bytes that wait to be expected, and all that ever came, without copying them at each arrival. */
export class ByteQueue {
  private chunks: Uint8Array[] = [];
  private waiting = 0;
  private everything: Uint8Array[] = [];

  /** Bytes that wait. */
  get length(): number {
    return this.waiting;
  }

  push(chunk: Uint8Array): void {
    if (chunk.length === 0) return;
    this.chunks.push(chunk);
    this.everything.push(chunk);
    this.waiting += chunk.length;
  }

  /** All that waits, or its first bytes. */
  peek(most: number = this.waiting): Uint8Array {
    if (this.chunks.length > 1) this.chunks = [Buffer.concat(this.chunks)];
    const [all] = this.chunks;
    return all === undefined ? new Uint8Array(0) : all.subarray(0, most);
  }

  /** Takes so many bytes away. */
  drop(count: number): void {
    const all = this.peek();
    this.waiting = Math.max(0, all.length - count);
    this.chunks = this.waiting === 0 ? [] : [all.subarray(count)];
  }

  /** All that ever came. */
  all(): Uint8Array {
    if (this.everything.length > 1) this.everything = [Buffer.concat(this.everything)];
    return this.everything[0] ?? new Uint8Array(0);
  }
}
