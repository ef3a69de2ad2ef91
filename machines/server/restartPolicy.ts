import { type ErrorCode, isXstateNetError, XstateNetError } from '../kit/errors';
import { shown } from '../kit/shown';

/** How often, and how soon, a server that ended with an error is started again. */
export interface RestartPolicy {
  /**
   * Restarts within `within`, at least 0. Default 5: what fails more often does not fail by accident, and whoever
   * supervises the process should know.
   */
  readonly most?: number;
  /** Milliseconds after which a failure is forgotten, at least 1. Default 60,000. */
  readonly within?: number;
  readonly backOff?: {
    /** Milliseconds before the first restart, at least 0; each further one waits twice as long. Default 100. */
    readonly first?: number;
    /** Milliseconds that a restart waits at most. Default 10,000. */
    readonly most?: number;
  };
}

/** A policy with its defaults. */
export interface ResolvedRestartPolicy {
  readonly most: number;
  readonly within: number;
  readonly first: number;
  readonly longest: number;
}

/** What a timer of Node can count. */
const LONGEST_DELAY = 2 ** 31 - 1;

function checked(name: string, value: number, least: number): number {
  if (Number.isInteger(value) && value >= least && value <= LONGEST_DELAY) return value;
  throw new XstateNetError(
    'XN_BAD_OPTION',
    `${name} of a restart policy is ${shown(value)}; give an integer from ${least} to ${LONGEST_DELAY}`,
  );
}

/** Throws `XN_BAD_OPTION` for a value that cannot be. */
export function resolveRestartPolicy(policy: RestartPolicy): ResolvedRestartPolicy {
  const {
    most = 5,
    within = 60_000,
    backOff: { first = 100, most: longest = 10_000 } = {},
  } = policy;
  return {
    most: checked('most', most, 0),
    within: checked('within', within, 1),
    first: checked('backOff.first', first, 0),
    longest: checked('backOff.most', longest, 0),
  };
}

/**
 * How many milliseconds to wait before a server is started again that has failed so often of late, this failure
 * included; undefined if it shall not be.
 */
export function restartAfter(
  { most, first, longest }: ResolvedRestartPolicy,
  failures: number,
): number | undefined {
  if (failures > most) return undefined;
  // Beyond that many doublings it is the longest one anyway.
  return Math.min(longest, first * 2 ** Math.min(failures - 1, 31));
}

/** Errors of what the server was given, which it will be given again. */
const OF_INPUT: ReadonlySet<ErrorCode> = new Set([
  'XN_BAD_OPTION',
  'XN_BAD_PORT',
  'XN_BAD_PATH',
  'XN_BAD_PROTOCOL',
]);

/** Whether a server would fail in the same way whenever it is started. */
export const isHopeless = (error: unknown): boolean =>
  isXstateNetError(error) && OF_INPUT.has(error.code);
