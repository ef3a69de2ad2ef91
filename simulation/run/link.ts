import type { Carried } from '../../actors/transport/simulated/api';

/** How long bytes are under way. */
export interface Way {
  /** Milliseconds that a byte travels, at most. */
  readonly delay: number;
  /** Bytes per millisecond. */
  readonly rate: number;
}

/** What the network did to one link: the truth that the server's account is held against. */
export class LinkFacts {
  /** Bytes that reached the server's kernel. */
  arrived = 0;
  /** Bytes that reached the client's. */
  reached = 0;
  /** When any last did. */
  reachedAt = Number.NEGATIVE_INFINITY;
  /** When bytes that reached the client had left the server at the earliest, in milliseconds since the start. */
  private readonly leftAt: number[] = [];
  /** When something last reached the server's kernel; times are milliseconds since the start. */
  arrivedAt = Number.NEGATIVE_INFINITY;
  /** When the client's FIN reached the server's kernel, and the server's the client's. */
  finAtServer: number | undefined;
  finAtClient: number | undefined;
  /** A RST reached the server's kernel, or left it, or somebody on the way ended the connection. */
  resetAtServer = false;
  resetAtClient = false;
  severed = false;
  vanished = false;

  constructor(private readonly way: Way) {}

  /** Somebody broke it off, and not the server. */
  get wasBroken(): boolean {
    return this.resetAtServer || this.severed || this.vanished;
  }

  /** Whether bytes that reached the client had left the server between these times. */
  hasLeftBetween(from: number, to: number): boolean {
    const { leftAt } = this;
    for (let index = leftAt.length - 1; index >= 0; index -= 1) {
      const at = leftAt[index] as number;
      if (at > from && at <= to) return true;
      if (at + this.way.delay < from) return false;
    }
    return false;
  }

  /** Something was carried on this link. */
  note({ kind, to, data, at }: Carried): void {
    switch (kind) {
      case 'data':
        if (to === 'server') {
          this.arrived += data?.length ?? 0;
          this.arrivedAt = at;
        } else {
          this.reached += data?.length ?? 0;
          this.reachedAt = at;
          this.leftAt.push(at - this.way.delay - (data?.length ?? 0) / this.way.rate);
        }
        break;
      case 'fin':
        if (to === 'server') {
          this.finAtServer = at;
          this.arrivedAt = at;
        } else this.finAtClient = at;
        break;
      case 'rst':
        if (to === 'server') this.resetAtServer = true;
        else this.resetAtClient = true;
        break;
      case 'severed':
        this.severed = true;
        break;
      case 'vanished':
        this.vanished = true;
        break;
    }
  }
}
