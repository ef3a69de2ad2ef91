import type { ResolvedServerOptions } from '../../machines/options/resolveOptions';
import { Deadlines } from '../kit/deadlines';
import type { TransportClock } from '../transport/environment';
import type { Security } from '../transport/transport';
import { Handshakes } from './handshakes';

/** By what the sockets of one listener are secured, and when. */
export interface Securing {
  readonly security: Security;
  /** Before anything else, or when its handler says so. */
  readonly starts: 'atOnce' | 'onDemand';
  readonly deadlines: Deadlines;
  readonly handshakes: Handshakes;
}

/** By what the sockets of one listener are secured. */
export const securingBy = (
  security: Security,
  clock: TransportClock,
  { tls, handshakeTimeout, maxHandshakes }: ResolvedServerOptions,
): Securing => ({
  security,
  starts: tls?.starttls === true ? 'onDemand' : 'atOnce',
  deadlines: new Deadlines(clock, handshakeTimeout),
  handshakes: new Handshakes(maxHandshakes),
});
