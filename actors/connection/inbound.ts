/** The part of a stream that reading needs. */
interface Readable {
  pause(): unknown;
  resume(): unknown;
}

/** A socket's receiving half, in the words of its CSA's chart. */
export class Inbound {
  state: 'paused' | 'flowing' | 'ended' = 'paused';

  /** Whether all that arrives is delivered, or nothing arrives any more. */
  get mayHearAll(): boolean {
    return this.state !== 'paused';
  }

  start(stream: Readable): void {
    if (this.state === 'paused') this.state = 'flowing';
    stream.resume();
  }

  stop(stream: Readable): void {
    if (this.state === 'flowing') this.state = 'paused';
    stream.pause();
  }

  /** The peer's FIN was read: nothing more can arrive. */
  end(): void {
    this.state = 'ended';
  }
}
