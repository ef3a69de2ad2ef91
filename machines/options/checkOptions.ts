/** Checks options, whoever gives them: a program, the command or a script. */

import { XstateNetError } from '../kit/errors';
import { CLIENT_OPTIONS } from './clientTable';
import type { OptionTaker } from './optionEntry';
import { checkValue, type OptionKind } from './optionKinds';
import { OPTION_NAMES, optionEntry, optionsFor } from './optionTable';
import { placeOf } from './places';
import { hasUnixSenders } from './proxyOptions';
import { resolveServerOptions } from './resolveOptions';
import type { ServerOptions } from './serverOptions';

const letters = (name: string) => [...name.toLowerCase()].sort().join('');

/** Whether two names differ by a slip: letters in another order, or one more or less. */
function isSlip(given: string, meant: string): boolean {
  if (letters(given) === letters(meant)) return true;
  const [longer, shorter] = given.length > meant.length ? [given, meant] : [meant, given];
  return [...longer].some(
    (_, i) => (longer.slice(0, i) + longer.slice(i + 1)).toLowerCase() === shorter.toLowerCase(),
  );
}

/** What a taker takes, each with its kind. */
function kindsFor(taker: OptionTaker): ReadonlyMap<string, OptionKind> {
  const shared = optionsFor(taker).map((name) => [name, optionEntry(name).kind] as const);
  const own = taker === 'tcpClient' ? Object.entries(CLIENT_OPTIONS) : [];
  return new Map([...shared, ...own.map(([name, { kind }]) => [name, kind] as const)]);
}

/** A name that is no option: a misspelt limit would be no limit. */
function checkNames(
  options: object,
  taker: OptionTaker,
  known: readonly string[],
): XstateNetError | undefined {
  const unknown = Object.keys(options).find((name) => !known.includes(name));
  if (unknown === undefined) return undefined;
  const elsewhere = OPTION_NAMES.find((name) => name === unknown);
  if (elsewhere !== undefined) {
    const { takers } = optionEntry(elsewhere);
    return new XstateNetError(
      'XN_BAD_OPTION',
      `${unknown} is no option of ${taker}; leave it out: it is one of ${takers.join(', ')}`,
    );
  }
  const meant = known.find((name) => isSlip(unknown, name));
  return new XstateNetError(
    'XN_BAD_OPTION',
    meant === undefined
      ? `unknown option ${unknown}; the options are ${known.join(', ')}`
      : `unknown option ${unknown}; did you mean ${meant}?`,
  );
}

/** The first value that is wrong by itself. */
function checkEach(
  options: Readonly<Record<string, unknown>>,
  kinds: ReadonlyMap<string, OptionKind>,
): XstateNetError | undefined {
  for (const [name, kind] of kinds) {
    const value = options[name];
    const error = value === undefined ? undefined : checkValue(name, kind, value);
    if (error !== undefined) return error;
  }
  return undefined;
}

const isIPv4 = (host: string | undefined): boolean =>
  host !== undefined && /^(?:::ffff:)?\d+\.\d+\.\d+\.\d+$/i.test(host);

/** Options that say where one place is, which a place of `listen` says itself. */
const OF_ONE_PLACE = ['port', 'host', 'path', 'mode', 'fd', 'ipv6Only'] as const;

/** Each place of a list as the options of a server that listens there alone. */
function checkPlaces(options: ServerOptions): XstateNetError | undefined {
  const { listen, ...others } = options;
  if (listen === undefined) return undefined;
  const contradicts = OF_ONE_PLACE.find(
    (name) => options[name] !== undefined && options[name] !== false,
  );
  if (contradicts !== undefined) {
    return new XstateNetError(
      'XN_BAD_OPTION',
      `listen says where, and excludes ${contradicts}; give ${contradicts} to a place in the list, or leave listen out`,
    );
  }
  for (const given of listen) {
    const error = checkTogether({ ...others, ...placeOf(given) });
    if (error !== undefined) return error;
  }
  return undefined;
}

/** A socket that somebody else has opened is where it is, and cannot be opened again. */
function checkDescriptor(options: ServerOptions): XstateNetError | undefined {
  if (options.fd === undefined) return undefined;
  const contradicts = OF_ONE_PLACE.find(
    (name) => name !== 'fd' && options[name] !== undefined && options[name] !== false,
  );
  if (contradicts !== undefined) {
    return new XstateNetError(
      'XN_BAD_OPTION',
      `fd ${options.fd} is where it is, and excludes ${contradicts}; give one or the other`,
    );
  }
  if (options.whenFull !== 'close') return undefined;
  return new XstateNetError(
    'XN_BAD_OPTION',
    `fd ${options.fd} could not be opened again after whenFull close; give whenFull refuse, or a port`,
  );
}

/** Values that are right by themselves and contradict each other. */
function checkTogether(options: ServerOptions): XstateNetError | undefined {
  const inPlaces = checkPlaces(options) ?? checkDescriptor(options);
  if (inPlaces !== undefined) return inPlaces;
  if (options.path !== undefined && (options.port !== undefined || options.host !== undefined)) {
    return new XstateNetError(
      'XN_BAD_OPTION',
      `path ${JSON.stringify(options.path)} excludes port and host; give one or the other`,
    );
  }
  if (options.ipv6Only === true && (options.path !== undefined || isIPv4(options.host))) {
    const { host, path } = options;
    const where = path === undefined ? `host ${host}` : `path ${JSON.stringify(path)}`;
    return new XstateNetError(
      'XN_BAD_OPTION',
      `ipv6Only says nothing of ${where}; give host :: or another address of IPv6, or leave ipv6Only out`,
    );
  }
  if (options.mode !== undefined && options.path === undefined) {
    return new XstateNetError(
      'XN_BAD_OPTION',
      'mode is for a unix socket; give path, too, or leave mode out',
    );
  }
  const { proxyProtocol, path } = options;
  if (proxyProtocol !== undefined && path !== undefined && !hasUnixSenders(proxyProtocol)) {
    return new XstateNetError(
      'XN_BAD_OPTION',
      `proxyProtocol has a from in which no peer of path ${JSON.stringify(path)} can be; give it "unix:", for whoever may connect there`,
    );
  }
  if (options.listenBelow !== undefined && options.listenBelow > (options.maxConnections ?? 0)) {
    return new XstateNetError(
      'XN_BAD_OPTION',
      `listenBelow ${options.listenBelow} needs a maxConnections that is not below it; give that, or leave listenBelow out`,
    );
  }
  const { minrange, maxrange, highWaterMark, outboxLimit } = resolveServerOptions(options);
  if (minrange > maxrange) {
    return new XstateNetError(
      'XN_BAD_PORT',
      `minrange ${minrange} is above maxrange ${maxrange}; give the lower one first`,
    );
  }
  if (outboxLimit < highWaterMark) {
    return new XstateNetError(
      'XN_BAD_OPTION',
      `outboxLimit ${outboxLimit} is below highWaterMark ${highWaterMark}; make the hard limit the greater one`,
    );
  }
  return undefined;
}

/** A `singleServer` has no handler that could say it, and would serve in plain text for ever. */
function checkStarttls(taker: OptionTaker, options: ServerOptions): XstateNetError | undefined {
  if (taker !== 'singleServer' || options.tls?.starttls !== true) return undefined;
  return new XstateNetError(
    'XN_BAD_OPTION',
    'tls has starttls, and a singleServer has no handler that says makessl(); leave it out, or use serverCore',
  );
}

/** The first name or value that is wrong by itself; or undefined. */
export function checkSingly(taker: OptionTaker, options: object): XstateNetError | undefined {
  const kinds = kindsFor(taker);
  return checkNames(options, taker, [...kinds.keys()]) ?? checkEach({ ...options }, kinds);
}

/** The first thing wrong with the options that a server, or whoever takes some, was given; or undefined. */
export const checkOptions = (taker: OptionTaker, options: object): XstateNetError | undefined =>
  checkSingly(taker, options) ?? checkTogether(options) ?? checkStarttls(taker, options);

/** The same of a `tcpServer`, which takes all that a `serverCore` and a `simpleServer` hand on. */
export const checkServerOptions = (options: ServerOptions): XstateNetError | undefined =>
  checkOptions('tcpServer', options);
