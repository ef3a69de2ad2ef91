/** Addresses and networks of them, as people write them. */

/** What stands in for a list: a `BlockList` of `node:net`, or anything with its question. */
export interface AddressCheck {
  check(address: string, family: 'ipv4' | 'ipv6'): boolean;
}

/** Addresses and networks: `['10.0.0.0/8', '192.0.2.1', '2001:db8::/32']`, or a `BlockList`. */
export type AddressList = readonly string[] | AddressCheck;

const V4_GROUPS = 4;
const V6_GROUPS = 8;
/** Where an IPv4 address is in IPv6: ::ffff:0:0/96 (RFC 4291, 2.5.5.2). */
const MAPPED_GROUPS = [0, 0, 0, 0, 0, 0xffff];
const MAPPED_BITS = 96;
const BITS = 128;

function fromV4(text: string): number[] | undefined {
  const parts = text.split('.');
  if (parts.length !== V4_GROUPS) return undefined;
  const bytes = parts.map((part) => (/^(0|[1-9]\d{0,2})$/.test(part) ? Number(part) : 256));
  if (bytes.some((byte) => byte > 255)) return undefined;
  const [a, b, c, d] = bytes as [number, number, number, number];
  return [a * 256 + b, c * 256 + d];
}

/** The groups that stand on one side of a `::`. */
function groupsOf(text: string): number[] | undefined {
  if (text === '') return [];
  const groups: number[] = [];
  const parts = text.split(':');
  for (const [index, part] of parts.entries()) {
    if (part.includes('.')) {
      const last = index === parts.length - 1 ? fromV4(part) : undefined;
      if (last === undefined) return undefined;
      groups.push(...last);
    } else if (/^[0-9a-f]{1,4}$/i.test(part)) groups.push(Number.parseInt(part, 16));
    else return undefined;
  }
  return groups;
}

function fromV6(text: string): number[] | undefined {
  const halves = text.split('::');
  if (halves.length > 2) return undefined;
  const [front, back] = halves.map(groupsOf);
  if (front === undefined) return undefined;
  if (halves.length === 1) return front.length === V6_GROUPS ? front : undefined;
  if (back === undefined || front.length + back.length >= V6_GROUPS) return undefined;
  return [...front, ...new Array(V6_GROUPS - front.length - back.length).fill(0), ...back];
}

/**
 * An address as eight groups of 16 bits, one of IPv4 being mapped into IPv6; undefined of what is none. The
 * zone of an address (`fe80::1%eth0`) says by which interface it is reached, and not who it is.
 */
export function parseAddress(text: string): readonly number[] | undefined {
  if (!text.includes(':')) {
    const v4 = fromV4(text);
    return v4 && [...MAPPED_GROUPS, ...v4];
  }
  return fromV6(text.split('%', 1)[0] as string);
}

/** An IPv6 address in the form of RFC 5952: the longest run of zeros is `::`. */
export function formatAddress(groups: readonly number[]): string {
  const text = groups.map((group) => group.toString(16)).join(':');
  const runs = [...text.matchAll(/(?<=^|:)0(?::0)+(?=:|$)/g)];
  const longest = runs.reduce<string>((best, [run]) => (run.length > best.length ? run : best), '');
  if (longest === '') return text;
  const at = runs.find(([run]) => run === longest)?.index ?? 0;
  const [front, back] = [text.slice(0, at), text.slice(at + longest.length)];
  return `${front.replace(/:$/, '')}::${back.replace(/^:/, '')}`;
}

/** A network, or one address, which is a network of one. */
interface NetworkRange {
  readonly groups: readonly number[];
  readonly bits: number;
}

function parseNetwork(text: string): NetworkRange | undefined {
  const [address = '', length, ...rest] = text.split('/');
  const groups = parseAddress(address);
  if (groups === undefined || rest.length > 0) return undefined;
  if (length === undefined) return { groups, bits: BITS };
  const first = address.includes(':') ? 0 : MAPPED_BITS;
  const bits = /^(0|[1-9]\d{0,2})$/.test(length) ? first + Number(length) : Number.NaN;
  return bits <= BITS ? { groups, bits } : undefined;
}

/** Whether something is an address or a network, in text. */
export const isNetwork = (value: unknown): value is string =>
  typeof value === 'string' && parseNetwork(value) !== undefined;

/** Whether something is a list of addresses. It may be anything, and object to being looked at. */
export function isAddressList(value: unknown): value is AddressList {
  try {
    if (Array.isArray(value)) return value.every(isNetwork);
    return typeof (value as Partial<AddressCheck> | null)?.check === 'function';
  } catch {
    return false;
  }
}

function isWithin({ groups, bits }: NetworkRange, address: readonly number[]): boolean {
  for (let group = 0; group * 16 < bits; group += 1) {
    const rest = Math.min(16, bits - group * 16);
    const mask = (0xffff << (16 - rest)) & 0xffff;
    if ((((groups[group] as number) ^ (address[group] as number)) & mask) !== 0) return false;
  }
  return true;
}

/** A list that can be asked. What is no address is in none. */
export function addressCheck(list: AddressList): (address: string) => boolean {
  if (!Array.isArray(list)) {
    const { check } = list as AddressCheck;
    return (address) => check.call(list, address, address.includes(':') ? 'ipv6' : 'ipv4');
  }
  const networks = (list as readonly string[]).map((text) => parseNetwork(text) as NetworkRange);
  return (text) => {
    const address = parseAddress(text);
    return address !== undefined && networks.some((network) => isWithin(network, address));
  };
}

/** Whom an address stands for: itself, or of IPv6 the network of 64 bits that one customer has. */
export function addressKey(text: string): string {
  const groups = text.includes(':') ? parseAddress(text) : undefined;
  if (groups === undefined || MAPPED_GROUPS.every((group, index) => groups[index] === group)) {
    return text;
  }
  return groups
    .slice(0, 4)
    .map((group) => group.toString(16))
    .join(':');
}
