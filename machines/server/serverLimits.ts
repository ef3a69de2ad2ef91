/** What a server's limits come to, and how they change. */

import { XstateNetError } from '../kit/errors';
import { MAX_MILLISECONDS } from '../options/optionKinds';
import { resolveServerOptions } from '../options/resolveOptions';
import type { ServerOptions } from '../options/serverOptions';
import { withLimits } from '../options/setLimits';
import type { ServerCoreEvent } from './serverCoreMessages';

/**
 * How long handlers are waited for before the ones that still have bytes to read are asked to finish
 * all the same, in milliseconds: it leaves them the linger timeout for their last words.
 */
export function patience(options: ServerOptions): number {
  const { shutdownTimeout, lingerTimeout } = resolveServerOptions(options);
  return Math.min(MAX_MILLISECONDS, Math.max(0, shutdownTimeout - lingerTimeout));
}

/** The options with the limits that the server is sent; as they were if those are wrong. */
export function optionsAfter(options: ServerOptions, event: ServerCoreEvent): ServerOptions {
  if (event.type !== 'control.setLimits') return options;
  const next = withLimits(resolveServerOptions(options), event.limits);
  return next instanceof XstateNetError ? options : next;
}
