/** Places to listen at, as people and programs write them. */

import { shown } from '../kit/shown';

/** Permissions of a file: a number such as `0o660`, or its octal digits, `'660'`, as chmod(1) takes them. */
export type FileMode = number | string;

/** A port to listen on, of one address or, without a host, of all. */
export interface PortPlace {
  readonly port: number;
  readonly host?: string;
  /** With host `::`, leave IPv4 alone. Default: false. */
  readonly ipv6Only?: boolean;
}

/** A unix socket to listen on. */
export interface PathPlace {
  readonly path: string;
  /** Who may connect. Default: as the umask of the process has it. */
  readonly mode?: FileMode;
}

/** A socket that listens already, or is bound, by its descriptor: one that a supervisor or a program has opened. */
export interface DescriptorPlace {
  readonly fd: number;
}

/** Where to listen, one place of several. */
export type ListenPlace = PortPlace | PathPlace | DescriptorPlace;

/** Most places of one server: each of them takes a descriptor, and an error may name them all. */
const MOST_PLACES = 256;

const MOST_PORT = 65_535;

/** Permissions as a number; undefined if they are none. */
export function modeOf(mode: unknown): number | undefined {
  const value =
    typeof mode === 'string' && /^[0-7]{1,4}$/.test(mode) ? Number.parseInt(mode, 8) : mode;
  return Number.isInteger(value) && (value as number) >= 0 && (value as number) <= 0o777
    ? (value as number)
    : undefined;
}

/** `127.0.0.1:1601`, `[::1]:1601`, `localhost:1601`, `*:1601` for all addresses, `unix:/run/echo.sock` or `fd:3`. */
function parsePlace(text: string): ListenPlace | undefined {
  if (text.startsWith('unix:')) return { path: text.slice('unix:'.length) };
  if (/^fd:\d{1,9}$/.test(text)) return { fd: Number(text.slice('fd:'.length)) };
  const match = /^(?:\[([^\]]+)\]|([^:[\]]+)):(\d{1,5})$/.exec(text);
  if (match === null) return undefined;
  const [, ipv6, host = ipv6, digits] = match;
  const port = Number(digits);
  if (port > MOST_PORT) return undefined;
  return host === '*' || host === undefined ? { port } : { port, host };
}

/** A place as it is written: what {@link parsePlace} reads. */
export function describePlace(place: ListenPlace): string {
  if ('path' in place) return `unix:${place.path}`;
  if ('fd' in place) return `fd:${place.fd}`;
  const { host = '*', port } = place;
  return host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`;
}

/** The place of an element of `listen`, which has been checked. */
export const placeOf = (given: ListenPlace | string): ListenPlace =>
  typeof given === 'string' ? (parsePlace(given) as ListenPlace) : given;

/** What is wrong with a part of a place, as the option of that name has it. */
type PartCheck = (part: string, value: unknown) => string | undefined;

const WANTED =
  'give it a list of places, such as ["127.0.0.1:1601", { path: "/run/echo.sock", mode: 0o660 }]';

const FORMS =
  'HOST:PORT, [IPV6]:PORT, *:PORT, unix:PATH, fd:N, { port, host, ipv6Only }, { path, mode } or { fd }';

/** What a place may say besides what makes it one. */
const PARTS = { port: ['port', 'host', 'ipv6Only'], path: ['path', 'mode'], fd: ['fd'] } as const;

function problemWithPlace(given: unknown, check: PartCheck): string | undefined {
  const place = typeof given === 'string' ? parsePlace(given) : given;
  if (typeof place !== 'object' || place === null) {
    return `has ${shown(given)} in it; a place is ${FORMS}`;
  }
  const parts = Object.entries(place).filter(([, value]) => value !== undefined);
  const kind = (['fd', 'path', 'port'] as const).find((one) =>
    parts.some(([name]) => name === one),
  );
  if (kind === undefined) {
    return `has ${shown(given)} in it; a place is ${FORMS}`;
  }
  for (const [name, value] of parts) {
    if (!(PARTS[kind] as readonly string[]).includes(name)) {
      return `has a place with ${kind} and ${name}; a place is ${FORMS}`;
    }
    const problem = check(name, value);
    if (problem !== undefined) return `has a place whose ${name} ${problem}`;
  }
  return undefined;
}

/** What is wrong with a list of places, to follow its name; undefined if nothing is. */
export function problemWithPlaces(value: unknown, check: PartCheck): string | undefined {
  if (!Array.isArray(value)) return `is ${shown(value)}; ${WANTED}`;
  if (value.length === 0) return `is an empty list, and a server listens somewhere; ${WANTED}`;
  if (value.length > MOST_PLACES) {
    return `has ${value.length} places; give it ${MOST_PLACES} at most, or one of all addresses`;
  }
  // By index: `find` would not tell an undefined that is in the list from none that is wrong.
  for (let i = 0; i < value.length; i++) {
    const problem = problemWithPlace(value[i], check);
    if (problem !== undefined) return problem;
  }
  return undefined;
}
