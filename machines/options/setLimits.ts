import { XstateNetError } from '../kit/errors';
import { shown } from '../kit/shown';
import { checkServerOptions, checkSingly } from './checkOptions';
import type { OptionOf } from './optionTable';
import { type ResolvedServerOptions, resolveServerOptions } from './resolveOptions';
import type { ServerOptions } from './serverOptions';

/** Limits that a running server takes anew; one that is undefined goes back to its default. */
export type SettableLimits = {
  readonly [K in OptionOf<'setLimits'> & keyof ServerOptions]?: ServerOptions[K] | undefined;
};

/** The options of a server with other limits, or what is wrong with those. */
export function withLimits(
  options: ResolvedServerOptions,
  limits: SettableLimits,
): ResolvedServerOptions | XstateNetError {
  if (typeof limits !== 'object' || limits === null) {
    return new XstateNetError(
      'XN_BAD_OPTION',
      `limits is ${shown(limits)}; give control.setLimits an object of limits`,
    );
  }
  const error = checkSingly('setLimits', limits);
  if (error !== undefined) return error;
  const next = resolveServerOptions({ ...options, ...limits } as ServerOptions);
  return checkServerOptions(next) ?? next;
}
