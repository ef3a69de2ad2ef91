/** A message, and all that were held before it. */
interface Link {
  readonly data: Uint8Array;
  readonly before: Link | undefined;
}

function joined(messages: readonly Uint8Array[], bytes: number): Uint8Array {
  const whole = new Uint8Array(bytes);
  let at = 0;
  for (const message of messages) {
    whole.set(message, at);
    at += message.length;
  }
  return whole;
}

/**
 * What was sent before the first client came. Holding one more message makes a new value without
 * copying the old one, so that the thirty-thousandth costs as much as the first.
 */
export class Held {
  private constructor(
    /** Most bytes that are held. */
    readonly limit: number,
    readonly bytes: number,
    private readonly newest: Link | undefined,
  ) {}

  static nothing(limit: number): Held {
    return new Held(limit, 0, undefined);
  }

  /** Whether so many more bytes can be held. */
  hasRoomFor(more: number): boolean {
    return this.bytes + more <= this.limit;
  }

  /** With one message more. One without bytes is not held: there would be no end to them. */
  with(data: Uint8Array): Held {
    if (data.length === 0) return this;
    return new Held(this.limit, this.bytes + data.length, { data, before: this.newest });
  }

  /** The messages, oldest first. */
  messages(): Uint8Array[] {
    const found: Uint8Array[] = [];
    for (let link = this.newest; link !== undefined; link = link.before) found.push(link.data);
    return found.reverse();
  }

  /**
   * The messages as the first client is sent them: one by one, or in one piece where that many bytes are
   * more than may be unsent. One large answer is let through; of many, the second would end the connection
   * of a client who had no time to read the first.
   */
  toSend(outboxLimit: number): Uint8Array[] {
    const messages = this.messages();
    return this.bytes > outboxLimit ? [joined(messages, this.bytes)] : messages;
  }

  /** With none of them. */
  emptied(): Held {
    return Held.nothing(this.limit);
  }

  /** Shown by inspectors and `JSON.stringify`: how much, not what. */
  toJSON(): { bytes: number; limit: number } {
    return { bytes: this.bytes, limit: this.limit };
  }
}
