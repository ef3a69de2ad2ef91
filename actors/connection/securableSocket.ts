import type { ConnectionInfo } from '../../machines/connection/connectionInfo';
import { injected } from '../../machines/connection/injected';
import type { TlsInfo } from '../../machines/connection/tlsInfo';
import { XstateNetError } from '../../machines/kit/errors';
import { type Deadline, deadline } from '../kit/deadlines';
import type { TransportSocket } from '../transport/transport';
import { AnnouncedSocket } from './announcedSocket';
import type { Handshaking } from './handshakes';
import type { SocketHome } from './socketHome';
import type { Securing } from './socketSecurity';
import { alreadySecured, heldTooMuch } from './starttlsErrors';

const tooLate = (milliseconds: number) =>
  new XstateNetError(
    'XN_TLS_FAILED',
    `the TLS handshake was not over within handshakeTimeout (${milliseconds} ms)`,
  );

/** The socket of a connection that TLS secures. Those of servers in plain text know nothing of it. */
export class SecurableSocket extends AnnouncedSocket implements Handshaking {
  /**
   * `flushing`: what was said in plain text leaves first. `waiting`: for its turn. `settling`: the handshake is
   * over, but what ended it, such as tickets, may still be on its way, and a close_notify that is said at once
   * would get stuck behind it. `endedEarly`: the peer has left meanwhile.
   */
  private stage:
    | 'plain'
    | 'flushing'
    | 'waiting'
    | 'handshaking'
    | 'settling'
    | 'endedEarly'
    | 'secured' = 'plain';
  private due: Deadline | undefined;
  private onceSecured: (() => void) | undefined;

  constructor(
    stream: TransportSocket,
    home: SocketHome,
    connection: ConnectionInfo,
    private readonly securing: Securing,
  ) {
    super(stream, home, connection);
  }

  /** One whose time was up at the same moment has been closed, and says so itself. */
  beginHandshake(): void {
    if (this.isGone) return;
    this.stage = 'handshaking';
    const secured = this.securing.security.secure(this.stream, (end) => this.handshakeEnded(end));
    this.replaceStream(secured);
  }

  override ended(): void {
    if (this.stage === 'settling') this.stage = 'endedEarly';
    else super.ended();
  }

  override closed(): void {
    this.over();
    super.closed();
  }

  /** Nothing is read before it is secured, and nothing counts as idle. */
  protected override open(): void {
    if (this.securing.starts === 'onDemand') super.open();
    else this.awaitTurn();
  }

  /** Until it is secured no other time runs than that of the handshake. */
  override limitsChanged(): void {
    if (this.stage === 'secured') super.limitsChanged();
  }

  /** A peer of TLS waits for a close_notify (RFC 8446, 6.1), which close(2) does not say. */
  protected override mayJustClose(): boolean {
    return this.stage !== 'secured' && super.mayJustClose();
  }

  /** From here on nothing leaves in plain text but what was said before. */
  secure(): void {
    if (this.stage !== 'plain') {
      this.failed(alreadySecured());
      return;
    }
    this.answers.hold();
    if ((this.stream.readableLength ?? 0) > 0) {
      this.failed(injected());
      return;
    }
    this.stage = 'flushing';
    this.beginWaiting();
    this.securing.security.flushed(this.stream, () => {
      if (this.stage === 'flushing' && !this.isGone) this.awaitTurn();
    });
  }

  override write(data: Uint8Array): void {
    super.write(data);
    const { outboxLimit } = this.limits;
    const { length } = this.answers;
    if (!this.isSecuring || length <= outboxLimit) return;
    this.tell({ type: 'socket.outboxOverflow', error: heldTooMuch(length, outboxLimit) });
  }

  /** Our half ends when what was said before has left, and that leaves encrypted. */
  override endWriting(): void {
    if (this.isSecuring) this.onceSecured = () => super.endWriting();
    else super.endWriting();
  }

  /** A producer waits: what it says would only be held. */
  override get isBlocked(): boolean {
    return this.isSecuring || super.isBlocked;
  }

  private get isSecuring(): boolean {
    return this.stage !== 'plain' && this.stage !== 'secured';
  }

  private awaitTurn(): void {
    this.stage = 'waiting';
    if (this.due === undefined) this.beginWaiting();
    this.securing.handshakes.enter(this);
  }

  private beginWaiting(): void {
    const { deadlines } = this.securing;
    const { milliseconds } = deadlines;
    this.due = deadline(() =>
      this.tell({ type: 'socket.handshakeTimeout', error: tooLate(milliseconds) }),
    );
    deadlines.restart(this.due);
  }

  private handshakeEnded(end: TlsInfo | Error): void {
    if (this.stage !== 'handshaking' || this.isGone) return;
    this.over();
    if (end instanceof Error) {
      this.tell({ type: 'socket.error', error: end });
      return;
    }
    this.stage = 'settling';
    this.afterTurn(() => this.secured(end));
  }

  private secured(tls: TlsInfo): void {
    if (this.isGone) return;
    const { stage } = this;
    this.stage = 'secured';
    this.tell({ type: 'socket.secured', tls });
    if (this.securing.starts === 'atOnce') super.open();
    else this.goOn();
    if (stage === 'endedEarly') this.ended();
  }

  /** What was said in the meantime leaves. */
  private goOn(): void {
    this.answers.release();
    this.onceSecured?.();
    this.onceSecured = undefined;
    this.patience?.moved();
    this.pacing?.next();
  }

  private over(): void {
    const { deadlines, handshakes } = this.securing;
    if (this.due !== undefined) deadlines.cancel(this.due);
    this.due = undefined;
    handshakes.leave(this);
  }
}
