import type { ServerResponse } from 'node:http';
import type { Viewer } from '../look/viewer';
import type { StreamMessage } from '../messages';
import { beginStream } from './answers';

/** Bytes that may wait for a viewer; while there are more, it is not told anything. */
const MOST_UNREAD = 1_048_576;

/** Milliseconds for which a viewer may read nothing before it is given up. */
const PATIENCE = 30_000;

/** One viewer's stream of Server-Sent Events. */
export class Stream implements Viewer {
  private notShown = 0;
  private stalledSince: number | undefined;

  constructor(
    readonly id: string,
    private readonly response: ServerResponse,
    /** It reads again, and has missed something. */
    private readonly missed: (viewer: Stream) => void,
  ) {
    beginStream(response);
  }

  send(message: StreamMessage): void {
    const { response } = this;
    if (response.destroyed || response.writableEnded) return;
    if (response.writableLength > MOST_UNREAD) {
      this.skip();
      return;
    }
    const { notShown } = this;
    this.stalledSince = undefined;
    if (notShown > 0) {
      this.notShown = 0;
      this.write({ type: 'notShown', messages: notShown });
      this.missed(this);
    }
    this.write(message);
  }

  end(): void {
    this.send({ type: 'closed' });
    this.response.end();
  }

  private skip(): void {
    const now = performance.now();
    this.notShown += 1;
    this.stalledSince ??= now;
    if (now - this.stalledSince > PATIENCE) this.response.destroy();
  }

  private write(message: StreamMessage): void {
    this.response.write(`data: ${JSON.stringify(message)}\n\n`);
  }
}
