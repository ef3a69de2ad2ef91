/** What one side of a connection saw, in order, with neighbouring data joined. */
export class SideTrace {
  readonly entries: string[] = [];
  private readonly chunks: Buffer[] = [];
  private bytesOfLast: number | undefined;

  /** All bytes received. */
  get bytes(): Buffer {
    return Buffer.concat(this.chunks);
  }

  get bytesReceived(): number {
    return this.chunks.reduce((sum, { length }) => sum + length, 0);
  }

  has(entry: string): boolean {
    return this.entries.includes(entry);
  }

  add(entry: string): void {
    this.bytesOfLast = undefined;
    this.entries.push(entry);
  }

  /** Takes entries out whose number is not the point; data around them are neighbours then. */
  forget(entry: string): void {
    const left = this.entries.splice(0).filter((other) => other !== entry);
    this.bytesOfLast = undefined;
    for (const other of left) {
      if (other.startsWith('data ')) this.addBytes(Number(other.slice(5)));
      else this.add(other);
    }
  }

  data(chunk: Uint8Array): void {
    this.chunks.push(Buffer.from(chunk));
    this.addBytes(chunk.length);
  }

  private addBytes(bytes: number): void {
    const before = this.bytesOfLast;
    if (before !== undefined) this.entries.pop();
    this.bytesOfLast = (before ?? 0) + bytes;
    this.entries.push(`data ${this.bytesOfLast}`);
  }
}
