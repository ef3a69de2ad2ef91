/** Checks options, whoever gives them: a program, the command or a script. */

import { XstateNetError } from '../kit/errors';
import { checkValue } from './optionKinds';
import { type OptionName, optionEntry, optionsFor, optionsOf } from './optionTable';
import { resolveServerOptions } from './resolveOptions';
import type { ServerOptions } from './serverOptions';

const SERVER_OPTIONS = optionsOf('listen', 'socket', 'limits');
const SINGLE_SERVER_OPTIONS = optionsFor('singleServer');
const ADOPT_OPTIONS = optionsFor('adoptSocket');

const letters = (name: string) => [...name.toLowerCase()].sort().join('');

/** Whether two names differ by a slip: letters in another order, or one more or less. */
function isSlip(given: string, meant: string): boolean {
  if (letters(given) === letters(meant)) return true;
  const [longer, shorter] = given.length > meant.length ? [given, meant] : [meant, given];
  return [...longer].some(
    (_, i) => (longer.slice(0, i) + longer.slice(i + 1)).toLowerCase() === shorter.toLowerCase(),
  );
}

/** A name that is no option: a misspelt limit would be no limit. */
function checkNames(options: object, known: readonly OptionName[]): XstateNetError | undefined {
  const unknown = Object.keys(options).find((name) => !known.some((each) => each === name));
  if (unknown === undefined) return undefined;
  const meant = known.find((name) => isSlip(unknown, name));
  return new XstateNetError(
    'XN_BAD_OPTION',
    meant === undefined
      ? `unknown option ${unknown}; the options are ${known.join(', ')}`
      : `unknown option ${unknown}; did you mean ${meant}?`,
  );
}

/** The first thing wrong with names and values, one by one. */
function checkEach(
  options: Readonly<Partial<Record<OptionName, unknown>>>,
  known: readonly OptionName[],
): XstateNetError | undefined {
  const misnamed = checkNames(options, known);
  if (misnamed !== undefined) return misnamed;
  for (const name of known) {
    const value = options[name];
    const error = value === undefined ? undefined : checkValue(name, optionEntry(name).kind, value);
    if (error !== undefined) return error;
  }
  return undefined;
}

/** Values that are right by themselves and contradict each other. */
function checkTogether(options: ServerOptions): XstateNetError | undefined {
  if (options.path !== undefined && (options.port !== undefined || options.host !== undefined)) {
    return new XstateNetError(
      'XN_BAD_OPTION',
      `path ${JSON.stringify(options.path)} excludes port and host; give one or the other`,
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

/** The first thing wrong with the options of a `serverCore`, `simpleServer` or `tcpServer`, or undefined. */
export const checkServerOptions = (options: ServerOptions): XstateNetError | undefined =>
  checkEach(options, SERVER_OPTIONS) ?? checkTogether(options);

/** The same of a `singleServer`, which has no limit on connections and always stays half open. */
export const checkSingleServerOptions = (options: object): XstateNetError | undefined =>
  checkEach(options, SINGLE_SERVER_OPTIONS) ?? checkTogether(options);

/** The same of `adoptSocket`, which does not listen. */
export const checkAdoptOptions = (options: object): XstateNetError | undefined =>
  checkEach(options, ADOPT_OPTIONS) ?? checkTogether(options);
