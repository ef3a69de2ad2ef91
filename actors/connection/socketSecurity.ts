import type { ResolvedServerOptions } from '../../machines/options/resolveOptions';
import { Deadlines } from '../kit/deadlines';
import type { TransportClock } from '../transport/environment';
import type { Securer } from '../transport/transport';
import { Handshakes } from './handshakes';

/** By what the sockets of one listener, or of one client, are secured, and when. */
export interface Securing {
  readonly security: Securer;
  /** Before anything else, or when its handler says so. */
  readonly starts: 'atOnce' | 'onDemand';
  readonly deadlines: Deadlines;
  readonly handshakes: Handshakes;
}

/** When it says so in its options. */
export const startOf = (tls: { readonly starttls?: boolean } | undefined): Securing['starts'] =>
  tls?.starttls === true ? 'onDemand' : 'atOnce';

/** What all handshakes of one listener, or of one client, share. */
export const securingWhen = (
  starts: Securing['starts'],
  clock: TransportClock,
  { handshakeTimeout, maxHandshakes }: ResolvedServerOptions,
): Omit<Securing, 'security'> => ({
  starts,
  deadlines: new Deadlines(clock, handshakeTimeout),
  handshakes: new Handshakes(maxHandshakes),
});
