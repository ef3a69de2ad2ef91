import type { ResolvedServerOptions } from '../../machines/options/resolveOptions';
import { Deadlines } from '../kit/deadlines';
import type { TransportClock } from '../transport/environment';
import type { Security } from '../transport/transport';
import { Handshakes } from './handshakes';

/** By what the sockets of one listener are secured, and when. */
export interface Securing {
  readonly security: Security;
  readonly deadlines: Deadlines;
  readonly handshakes: Handshakes;
}

/** By what the sockets of one listener are secured. */
export const securingBy = (
  security: Security,
  clock: TransportClock,
  { handshakeTimeout, maxHandshakes }: ResolvedServerOptions,
): Securing => ({
  security,
  deadlines: new Deadlines(clock, handshakeTimeout),
  handshakes: new Handshakes(maxHandshakes),
});
