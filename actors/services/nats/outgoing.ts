import type { Place, Speaker } from '../../../machines/handler/backplane';
import type { NatsConnection } from './natsApi';
import { notCarried } from './natsErrors';
import type { Encoded } from './wire';

/** What is to be published, and who waits to hear what came of it. */
export interface Outgoing {
  readonly topic: string;
  readonly message: unknown;
  readonly from: Speaker;
  readonly echo: boolean;
  readonly encoded: Encoded;
  resolve(place: Place): void;
  reject(error: unknown): void;
}

interface Unconfirmed {
  readonly outgoing: Outgoing;
  readonly place: Place;
}

/** What waits for NATS to come back, within bounds. */
export class Held {
  private waiting: Outgoing[] = [];
  private bytes = 0;

  constructor(
    private readonly mostMessages: number,
    private readonly mostBytes: number,
  ) {}

  /** Returns whether there was room. */
  add(outgoing: Outgoing): boolean {
    const { length } = outgoing.encoded.bytes;
    if (this.waiting.length >= this.mostMessages || this.bytes + length > this.mostBytes) {
      return false;
    }
    this.waiting.push(outgoing);
    this.bytes += length;
    return true;
  }

  takeAll(): readonly Outgoing[] {
    const all = this.waiting;
    this.waiting = [];
    this.bytes = 0;
    return all;
  }
}

/** What was given to a connection, until its server has taken it: one question at a time for all that was said before. */
export class Confirmation {
  private said: Unconfirmed[] = [];
  private asking: 'idle' | 'asked' = 'idle';

  constructor(private readonly connection: NatsConnection) {}

  add(outgoing: Outgoing, place: Place): void {
    this.said.push({ outgoing, place });
    if (this.asking === 'idle') this.ask();
  }

  /** The connection is lost. */
  lost(): void {
    const why =
      'the connection to NATS was lost before it said that it has it; it may have been heard, or not';
    for (const { outgoing } of this.said.splice(0)) {
      outgoing.reject(notCarried(outgoing.topic, why));
    }
  }

  private ask(): void {
    this.asking = 'asked';
    // Behind all that is said in this turn.
    queueMicrotask(() => {
      const asked = this.said.length;
      this.connection.flush().then(
        () => {
          this.asking = 'idle';
          for (const { outgoing, place } of this.said.splice(0, asked)) outgoing.resolve(place);
          if (this.said.length > 0) this.ask();
        },
        // The link is told that it is lost, and tells.
        () => {},
      );
    });
  }
}
