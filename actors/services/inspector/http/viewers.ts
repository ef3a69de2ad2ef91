import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Look } from '../attached/look';
import type { Lookout } from '../attached/lookout';
import type { WatchAnswer } from '../messages';
import { refuse } from './answers';
import type { wishIn } from './questions';
import { Stream } from './stream';

/** Streams at a time: browsers have six connections for a page, and some are for its requests. */
const MOST_VIEWERS = 4;

/** What a stream says first. */
export interface Greeting {
  readonly version: string;
  readonly control: boolean;
}

/** Those who look now. */
export class Viewers {
  private readonly streams = new Map<string, { readonly stream: Stream; readonly look: Look }>();
  private waiting = 0;
  private serial = 0;

  constructor(
    private readonly lookout: Lookout,
    private readonly greeting: Greeting,
  ) {}

  /** Shows a viewer everything until it goes away. */
  async begin(request: IncomingMessage, response: ServerResponse): Promise<void> {
    if (this.streams.size + this.waiting >= MOST_VIEWERS) {
      const error = `${MOST_VIEWERS} pages look already; close one of them`;
      refuse(response, 503, error);
      return;
    }
    const look = await this.enter();
    if (response.destroyed) {
      await this.lookout.leave();
      return;
    }
    this.serial += 1;
    const stream = new Stream(`viewer-${this.serial}`, response, (viewer) => look.missed(viewer));
    this.streams.set(stream.id, { stream, look });
    request.socket.setNoDelay(true);
    response.on('close', () => {
      this.streams.delete(stream.id);
      look.remove(stream);
      void this.lookout.leave();
    });
    const { history, since } = look;
    const dead = look.dead.list();
    stream.send({ type: 'welcome', viewer: stream.id, ...this.greeting, since, history, dead });
    look.add(stream);
  }

  private async enter(): Promise<Look> {
    this.waiting += 1;
    try {
      return await this.lookout.enter();
    } finally {
      this.waiting -= 1;
    }
  }

  /** Has a viewer see what it wishes. */
  wish({ viewer, wish }: NonNullable<ReturnType<typeof wishIn>>): WatchAnswer {
    const found = this.streams.get(viewer);
    if (found === undefined) return { watching: false, reason: 'that viewer has gone' };
    const reason = found.look.wish(found.stream, wish);
    return reason === undefined
      ? { watching: wish.connection !== undefined }
      : { watching: false, reason };
  }

  close(): void {
    for (const { stream } of this.streams.values()) stream.end();
  }
}
