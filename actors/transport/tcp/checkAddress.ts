import { isIPv4 } from 'node:net';
import { networkInterfaces } from 'node:os';
import { XstateNetError } from '../../../machines/kit/errors';

/** The zone of an address (RFC 4007, 11): `eth0` of `fe80::1%eth0`. */
function zoneOf(host: string): string | undefined {
  const at = host.indexOf('%');
  return at < 0 ? undefined : host.slice(at + 1);
}

function isZone(zone: string): boolean {
  // By its number, or by its name; one that is down is not listed with addresses, but has a number.
  return /^\d+$/.test(zone) || Object.hasOwn(networkInterfaces(), zone);
}

/**
 * What is wrong with an address to listen on, though the system takes it: libuv takes a zone that there is
 * not for none, and `ipv6Only` for nothing where a name was looked up as IPv4.
 */
export function checkAddress(host: string, ipv6Only: boolean): XstateNetError | undefined {
  const zone = zoneOf(host);
  if (zone !== undefined && !isZone(zone)) {
    return new XstateNetError(
      'XN_BAD_HOST',
      `cannot listen: ${host} is in the zone ${JSON.stringify(zone)}, and there is no such network interface; name one of ${Object.keys(networkInterfaces()).join(', ')}`,
    );
  }
  if (!ipv6Only || !isIPv4(host)) return undefined;
  return new XstateNetError(
    'XN_BAD_OPTION',
    `ipv6Only says nothing of ${host}, which is what the host was looked up as; give an address of IPv6, or leave ipv6Only out`,
  );
}
