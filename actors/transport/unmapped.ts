/** Addresses as people write them, whatever kind of socket tells them. */

const MAPPED_IPV4 = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i;

/** An IPv4 address mapped into IPv6 (RFC 4291, 2.5.5.2), as a dual-stack socket reports it, as IPv4. */
export function unmapped(address: string): string {
  return address.includes('.') ? (MAPPED_IPV4.exec(address)?.[1] ?? address) : address;
}
