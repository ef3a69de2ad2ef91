/** Addresses on the simulated network: who hears what is sent where. */

import { isIP } from 'node:net';
import type { ResolvedServerOptions } from '../../../../machines/options/resolveOptions';
import { unmapped } from '../../unmapped';
import { systemError } from '../socket/socketError';

/** Where somebody listens, as bind(2) is told. */
export interface BoundAddress {
  readonly host: string;
  readonly port: number;
  /** Listening on `::`, whether IPv4 is left out. */
  readonly ipv6Only: boolean;
}

const LOOPBACK = '127.0.0.1';
const IPV4_ADDRESSES = /^(127\.|0\.0\.0\.0$)/;
const IPV6_ADDRESSES: ReadonlySet<string> = new Set(['::', '::1']);

export const familyOf = (host: string): 'IPv4' | 'IPv6' => (isIP(host) === 6 ? 'IPv6' : 'IPv4');

/** The address to bind to, or the error that the real network answers with. */
export function hostToBind(options: ResolvedServerOptions): string | NodeJS.ErrnoException {
  const { host } = options;
  if (host === undefined) return '::';
  if (host === 'localhost') return LOOPBACK;
  if (isIP(host) === 0) return systemError('getaddrinfo', 'ENOTFOUND', host);
  if (IPV4_ADDRESSES.test(unmapped(host)) || IPV6_ADDRESSES.has(host)) return host;
  return systemError('listen', 'EADDRNOTAVAIL', `${host}`);
}

/** Whether a listener hears what is sent to that address. */
export function hears(listener: BoundAddress, host: string): boolean {
  const bound = unmapped(listener.host);
  const reached = unmapped(host);
  if (bound === reached) return true;
  if (bound === '0.0.0.0') return familyOf(reached) === 'IPv4';
  return bound === '::' && (familyOf(reached) === 'IPv6' || !listener.ipv6Only);
}

/** Whether two listeners of one port are in each other's way. */
export function conflict(one: BoundAddress, other: BoundAddress): boolean {
  return hears(one, other.host) || hears(other, one.host);
}

/** What looking up a host is answered with, if the network has none of that name. */
export function unknownHost(host: string): NodeJS.ErrnoException | undefined {
  return host === 'localhost' || isIP(host) !== 0
    ? undefined
    : systemError('getaddrinfo', 'ENOTFOUND', host);
}

/** Where a connection to that address really goes: to the wildcard addresses is to this machine. */
export function destination(to: { readonly host?: string; readonly port: number }): string {
  const host = unmapped(to.host ?? LOOPBACK);
  if (host === '0.0.0.0' || host === 'localhost') return LOOPBACK;
  return host === '::' ? '::1' : host;
}

/** How a socket that listens on IPv6 sees an IPv4 address. */
export function seenBy(listener: BoundAddress, host: string): string {
  return familyOf(listener.host) === 'IPv6' && familyOf(host) === 'IPv4' ? `::ffff:${host}` : host;
}
