import { Duplex } from 'node:stream';

/** One end of a pair: what is written to the other can be read here, when it is asked for. */
class End extends Duplex {
  other: End | undefined;
  private taken: (() => void) | undefined;

  override _read(): void {
    const { taken } = this;
    this.taken = undefined;
    taken?.();
  }

  override _write(chunk: Buffer, _: BufferEncoding, done: () => void): void {
    const { other } = this;
    if (other === undefined || other.destroyed) return;
    other.taken = done;
    other.push(chunk);
  }

  override _final(done: () => void): void {
    this.other?.push(null);
    done();
  }
}

/** Two streams, each of which reads what is written to the other, as `stream.duplexPair` of later Nodes. */
export function duplexPair(): [Duplex, Duplex] {
  const [one, other] = [new End(), new End()];
  one.other = other;
  other.other = one;
  return [one, other];
}
