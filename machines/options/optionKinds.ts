import { isAddressList, isNetwork } from '../kit/addresses';
import { type ErrorCode, XstateNetError } from '../kit/errors';
import { shown } from '../kit/shown';
import { modeOf, problemWithPlaces } from './places';
import { problemWithProxyProtocol } from './proxyOptions';
import { problemWithTls } from './tlsOptions';

/** What an option's value has to be, said so that everything about it can be made of it. */
export type OptionKind =
  | {
      readonly is: 'integer';
      readonly least: number;
      readonly most: number;
      /** What is counted, for people: `milliseconds`, `bytes`. */
      readonly unit: string;
      /** Values in between that mean nothing: those above `least` and below this. */
      readonly restFrom?: number;
      readonly code?: ErrorCode;
      /** `Infinity` is a value, too: never. */
      readonly orInfinity?: true | undefined;
    }
  | {
      readonly is: 'number';
      readonly least: number;
      readonly most: number;
      /** What is measured, for people. */
      readonly unit: string;
      /** `least` itself is too little. */
      readonly above?: true;
    }
  | { readonly is: 'boolean' }
  | { readonly is: 'host' }
  | { readonly is: 'path' }
  | { readonly is: 'tls' }
  | { readonly is: 'proxies' }
  | { readonly is: 'choice'; readonly words: readonly string[] }
  | { readonly is: 'addresses' }
  | { readonly is: 'mode' }
  | { readonly is: 'places' }
  | {
      /** What only a program can give; who uses it checks it. */
      readonly is: 'object';
      readonly what: string;
    };

/** What Node's timers can count. */
export const MAX_MILLISECONDS = 2 ** 31 - 1;

/** Longest unix socket path on Linux, from unix(7): 108 bytes with the closing zero. */
export const MAX_PATH_BYTES = 107;

const MOST_PORT = 65_535;

export const boolean = { is: 'boolean' } as const satisfies OptionKind;
export const host = { is: 'host' } as const satisfies OptionKind;
export const path = { is: 'path' } as const satisfies OptionKind;
export const tls = { is: 'tls' } as const satisfies OptionKind;
export const proxies = { is: 'proxies' } as const satisfies OptionKind;
export const addresses = { is: 'addresses' } as const satisfies OptionKind;
export const mode = { is: 'mode' } as const satisfies OptionKind;
export const places = { is: 'places' } as const satisfies OptionKind;

/** One of some words. */
export const choice = <const TWords extends readonly string[]>(...words: TWords) =>
  ({ is: 'choice', words }) as const satisfies OptionKind;

export const object = (what: string) => ({ is: 'object', what }) as const satisfies OptionKind;

export const count = (unit: string, least: number, most: number = Number.MAX_SAFE_INTEGER) =>
  ({ is: 'integer', least, most, unit }) as const satisfies OptionKind;

export const bytes = (least: number) => count('bytes', least);

export const milliseconds = (least: number) => count('milliseconds', least, MAX_MILLISECONDS);

/** A number with digits behind the point, such as a chance. */
export const number = (unit: string, least: number, most: number) =>
  ({ is: 'number', least, most, unit }) as const satisfies OptionKind;

/** A time that nobody counts in whole milliseconds. */
export const duration = number('milliseconds', 0, MAX_MILLISECONDS);

/** A port, from 1 on, or from 0 where that lets the kernel choose. */
export const port = (least: 0 | 1) =>
  ({
    is: 'integer',
    least,
    most: MOST_PORT,
    unit: 'port',
    code: 'XN_BAD_PORT',
  }) as const satisfies OptionKind;

/** Whether Node would take a path for a port, as `net.Server.listen` does with all that reads as a number. */
const readsAsPort = (path: string): boolean => Number(path) >= 0;

const isInteger = (value: unknown): value is number => Number.isInteger(value);

function isWithin(kind: Extract<OptionKind, { is: 'integer' }>, value: unknown): boolean {
  const { least, most, restFrom = least } = kind;
  if (value === Number.POSITIVE_INFINITY) return kind.orInfinity === true;
  return (
    isInteger(value) && value <= most && (value === least || value >= restFrom) && value >= least
  );
}

/** The values of a kind, for people: `an integer from 0 to 65535`. */
function wanted(kind: OptionKind): string {
  switch (kind.is) {
    case 'integer': {
      const { least, most, restFrom } = kind;
      const orInfinity = kind.orInfinity === true ? ', or Infinity' : '';
      return restFrom === undefined
        ? `an integer from ${least} to ${most}${orInfinity}`
        : `${least}, or an integer from ${restFrom} to ${most}`;
    }
    case 'number':
      return `a number ${kind.above === true ? 'above' : 'from'} ${kind.least} to ${kind.most}`;
    case 'boolean':
      return 'true or false';
    case 'host':
      return 'an address or a host name, such as 127.0.0.1, ::1 or localhost';
    case 'path':
      return `the path of a unix socket, of 1 to ${MAX_PATH_BYTES} bytes`;
    case 'tls':
      return 'an object with key and cert';
    case 'proxies':
      return 'an object with from';
    case 'choice':
      return kind.words.map((word) => JSON.stringify(word)).join(' or ');
    case 'addresses':
      return 'a list of addresses and networks, such as ["10.0.0.0/8", "::1"], or a BlockList';
    case 'mode':
      return "permissions from 0 to 0o777, as 0o660 or '660'";
    case 'places':
      return 'a list of places';
    case 'object':
      return kind.what;
  }
}

/** The parts of a place, which are checked as the options of those names. */
const PARTS: Readonly<Record<string, OptionKind>> = {
  port: port(0),
  host,
  path,
  mode,
  fd: count('descriptor', 0, 2 ** 31 - 1),
  ipv6Only: boolean,
};

const problemWithPart = (name: string, value: unknown): string | undefined =>
  problemWith(PARTS[name] as OptionKind, value);

function fits(kind: OptionKind, value: unknown): boolean {
  switch (kind.is) {
    case 'integer':
      return isWithin(kind, value);
    case 'number':
      return (
        typeof value === 'number' &&
        value >= kind.least &&
        value <= kind.most &&
        !(kind.above === true && value === kind.least)
      );
    case 'boolean':
      return typeof value === 'boolean';
    case 'host':
      return typeof value === 'string' && value.length > 0 && !/[\s/\0]/.test(value);
    case 'path':
      return (
        typeof value === 'string' &&
        value.length > 0 &&
        !value.includes('\0') &&
        !readsAsPort(value) &&
        new TextEncoder().encode(value).length <= MAX_PATH_BYTES
      );
    case 'tls':
      return problemWithTls(value) === undefined;
    case 'proxies':
      return problemWithProxyProtocol(value) === undefined;
    case 'choice':
      return kind.words.some((word) => word === value);
    case 'addresses':
      return isAddressList(value);
    case 'mode':
      return modeOf(value) !== undefined;
    case 'places':
      return problemWithPlaces(value, problemWithPart) === undefined;
    case 'object':
      return true;
  }
}

const CODES = {
  integer: 'XN_BAD_OPTION',
  number: 'XN_BAD_OPTION',
  boolean: 'XN_BAD_OPTION',
  host: 'XN_BAD_HOST',
  path: 'XN_BAD_PATH',
  tls: 'XN_BAD_OPTION',
  proxies: 'XN_BAD_OPTION',
  choice: 'XN_BAD_OPTION',
  addresses: 'XN_BAD_OPTION',
  mode: 'XN_BAD_OPTION',
  places: 'XN_BAD_OPTION',
  object: 'XN_BAD_OPTION',
} as const satisfies Record<OptionKind['is'], ErrorCode>;

/** What is wrong with a value, to follow its name: `is 7; give it true or false`; else undefined. */
export function problemWith(kind: OptionKind, value: unknown): string | undefined {
  // Its own words say which part of it; the whole is not shown, it has keys in it.
  if (kind.is === 'tls') return problemWithTls(value);
  if (kind.is === 'places') return problemWithPlaces(value, problemWithPart);
  if (kind.is === 'proxies') return problemWithProxyProtocol(value);
  if (fits(kind, value)) return undefined;
  return `is ${shown(value)}; give it ${wanted(kind)}${hint(kind, value)}`;
}

/** The same as an error: `XN_BAD_OPTION`, `XN_BAD_PORT`, `XN_BAD_HOST` or `XN_BAD_PATH`. */
export function checkValue(
  name: string,
  kind: OptionKind,
  value: unknown,
): XstateNetError | undefined {
  const problem = problemWith(kind, value);
  if (problem === undefined) return undefined;
  const code = kind.is === 'integer' ? (kind.code ?? CODES.integer) : CODES[kind.is];
  return new XstateNetError(code, `${name} ${problem}`);
}

/** What those who gave it are likely to have meant. */
function hint(kind: OptionKind, value: unknown): string {
  if (kind.is === 'addresses' && Array.isArray(value)) {
    const wrong = value.find((each) => !isNetwork(each));
    return `; ${shown(wrong)} is neither`;
  }
  return kind.is === 'path' && typeof value === 'string' && value.length > 0 && readsAsPort(value)
    ? `; if a port is meant, that is the option port, and a file of that name is ./${value}`
    : '';
}
