/** Whose handshake has its turn, and is told so. */
export interface Handshaking {
  beginHandshake(): void;
}

/** The handshakes of one listener: so many at a time, each of which takes memory; the others wait in order. */
export class Handshakes {
  private readonly waiting = new Set<Handshaking>();
  private readonly running = new Set<Handshaking>();

  constructor(private readonly most: number) {}

  enter(one: Handshaking): void {
    if (this.running.size >= this.most) this.waiting.add(one);
    else this.begin(one);
  }

  /** Its handshake is over, or it does not want one any more. */
  leave(one: Handshaking): void {
    this.waiting.delete(one);
    if (!this.running.delete(one)) return;
    for (const next of this.waiting) {
      this.waiting.delete(next);
      this.begin(next);
      break;
    }
  }

  private begin(one: Handshaking): void {
    this.running.add(one);
    one.beginHandshake();
  }
}
