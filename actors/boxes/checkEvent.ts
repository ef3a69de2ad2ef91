/** What a server is sent by an app, looked at before XState trips over it. */

import { XstateNetError } from '../../machines/kit/errors';
import { reasonOf, shown } from '../../machines/kit/shown';

const REMEDY = "send an object with a type, such as { type: 'control.serverShutdown' }";

/** Throws `XN_BAD_EVENT` at whoever sends a server something else than an event: the server lives on. */
export function checkEvent(server: string, event: unknown): void {
  let type: unknown;
  try {
    type = (event as { readonly type?: unknown } | null | undefined)?.type;
  } catch (error) {
    throw new XstateNetError(
      'XN_BAD_EVENT',
      `${server} was sent something that cannot be read (${reasonOf(error)}); ${REMEDY}`,
      error,
    );
  }
  if (typeof type === 'string') return;
  throw new XstateNetError(
    'XN_BAD_EVENT',
    `${server} was sent ${shown(event)}, which is no event; ${REMEDY}`,
  );
}
