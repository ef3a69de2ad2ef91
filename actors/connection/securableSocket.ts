import type { ConnectionInfo } from '../../machines/connection/connectionInfo';
import type { TlsInfo } from '../../machines/connection/tlsInfo';
import { XstateNetError } from '../../machines/kit/errors';
import { type Deadline, deadline } from '../kit/deadlines';
import type { TransportSocket } from '../transport/transport';
import { ConnectedSocket } from './connectedSocket';
import type { Handshaking } from './handshakes';
import type { SocketHome } from './socketHome';
import type { Securing } from './socketSecurity';

const tooLate = (milliseconds: number) =>
  new XstateNetError(
    'XN_TLS_FAILED',
    `the TLS handshake was not over within handshakeTimeout (${milliseconds} ms)`,
  );

/** The socket of a connection that TLS secures. Those of servers in plain text know nothing of it. */
export class SecurableSocket extends ConnectedSocket implements Handshaking {
  /**
   * `settling`: the handshake is over, but what ended it, such as tickets, may still be on its way, and a
   * close_notify that is said at once would get stuck behind it. `endedEarly`: the peer has left meanwhile.
   */
  private stage: 'plain' | 'waiting' | 'handshaking' | 'settling' | 'endedEarly' | 'secured' =
    'plain';
  private due: Deadline | undefined;

  constructor(
    stream: TransportSocket,
    home: SocketHome,
    connection: ConnectionInfo,
    private readonly securing: Securing,
  ) {
    super(stream, home, connection);
  }

  beginHandshake(): void {
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
  protected override begin(): void {
    this.secure();
  }

  /** Until it is secured no other time runs than that of the handshake. */
  override limitsChanged(): void {
    if (this.stage === 'secured') super.limitsChanged();
  }

  /** A peer of TLS waits for a close_notify (RFC 8446, 6.1), which close(2) does not say. */
  protected override mayJustClose(): boolean {
    return this.stage !== 'secured' && super.mayJustClose();
  }

  private secure(): void {
    const { deadlines, handshakes } = this.securing;
    const { milliseconds } = deadlines;
    this.stage = 'waiting';
    this.due = deadline(() =>
      this.tell({ type: 'socket.handshakeTimeout', error: tooLate(milliseconds) }),
    );
    deadlines.restart(this.due);
    handshakes.enter(this);
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
    super.begin();
    if (stage === 'endedEarly') this.ended();
  }

  private over(): void {
    const { deadlines, handshakes } = this.securing;
    if (this.due !== undefined) deadlines.cancel(this.due);
    this.due = undefined;
    handshakes.leave(this);
  }
}
