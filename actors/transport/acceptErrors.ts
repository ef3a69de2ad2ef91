import { XstateNetError } from '../../machines/kit/errors';
import { reasonOf } from '../../machines/kit/shown';
import type { TransportClock } from './environment';
import type { ListeningEvents } from './transport';

/** Milliseconds between two reports of errors of accept(2), which otherwise come in floods. */
const ACCEPT_ERROR_BACKOFF = 100;

/** Tells of connections that a listening socket could not accept, whatever the network. */
export class AcceptErrors {
  private toldAt = Number.NEGATIVE_INFINITY;

  constructor(
    private readonly events: Pick<ListeningEvents, 'error'>,
    private readonly clock: Pick<TransportClock, 'now'>,
  ) {}

  /** accept(2) failed. */
  failed(cause: NodeJS.ErrnoException): void {
    const now = this.clock.now();
    if (now - this.toldAt < ACCEPT_ERROR_BACKOFF) return;
    this.toldAt = now;
    this.events.error(
      new XstateNetError(
        'XN_ACCEPT_FAILED',
        `a connection could not be accepted (${reasonOf(cause)}); the server goes on: check the limits on descriptors and memory`,
        cause,
      ),
    );
  }
}
