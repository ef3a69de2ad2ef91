import type { CsaEvent } from '../../machines/connection/csaMessages';
import { parseProxyHeader } from '../../machines/connection/parseProxyHeader';
import { XstateNetError } from '../../machines/kit/errors';
import { type Deadline, type Deadlines, deadline } from '../kit/deadlines';
import type { TransportSocket } from '../transport/transport';
import type { Hearing } from './hearStream';

/** What waiting for a header needs of its socket. */
export interface AnnouncementHome {
  ended(): void;
  failed(error: Error): void;
  closed(): void;
  tell(event: CsaEvent): void;
}

const NOTHING = new Uint8Array(0);

const badHeader = (reason: string): XstateNetError =>
  new XstateNetError(
    'XN_BAD_PROXY_HEADER',
    `a sender of proxyProtocol.from sent no header of the PROXY protocol: ${reason}; have it send one (send-proxy, send-proxy-v2), or take it out of from`,
  );

const tooLate = (milliseconds: number): XstateNetError =>
  new XstateNetError(
    'XN_BAD_PROXY_HEADER',
    `a sender of proxyProtocol.from sent no header of the PROXY protocol within proxyTimeout (${milliseconds} ms); have it send one (send-proxy, send-proxy-v2), or take it out of from`,
  );

/** Hears a stream in its socket's place until the header of the PROXY protocol has come, and not a byte longer. */
export class Announcement implements Hearing {
  private bytes: Uint8Array = NOTHING;
  private state: 'waiting' | 'over' = 'waiting';
  private readonly due: Deadline;

  constructor(
    private readonly stream: TransportSocket,
    private readonly home: AnnouncementHome,
    private readonly deadlines: Deadlines,
  ) {
    const { milliseconds } = deadlines;
    this.due = deadline(() => {
      this.over();
      home.tell({ type: 'socket.proxyTimeout', error: tooLate(milliseconds) });
    });
  }

  begin(): void {
    this.deadlines.restart(this.due);
    this.stream.resume();
  }

  received(data: Uint8Array): void {
    if (this.state === 'over') return;
    this.bytes = this.bytes.length === 0 ? data : Buffer.concat([this.bytes, data]);
    const parsed = parseProxyHeader(this.bytes);
    if (parsed.is === 'more') return;
    this.over();
    if (parsed.is === 'wrong') {
      this.home.failed(badHeader(parsed.reason));
      return;
    }
    const rest = this.bytes.subarray(parsed.length);
    this.bytes = NOTHING;
    // Whoever reads next, a handler or TLS, finds what stands behind the header as if it had just come.
    if (rest.length > 0) this.stream.unshift(rest);
    this.home.tell({ type: 'socket.announced', message: parsed.message });
  }

  ended(): void {
    this.over();
    this.home.ended();
  }

  failed(error: Error): void {
    this.over();
    this.home.failed(error);
  }

  closed(): void {
    this.over();
    this.home.closed();
  }

  private over(): void {
    if (this.state === 'over') return;
    this.state = 'over';
    this.stream.pause();
    this.deadlines.cancel(this.due);
  }
}
