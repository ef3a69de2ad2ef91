import type { AnyActorRef } from 'xstate';
import type { HandlersInput, ServerCoreContext } from '../../machines/server/serverCore';
import type { HandlersReport } from '../../machines/server/serverCoreMessages';
import { relay } from '../compiled/xstate/relay';
import { channels } from '../kit/channels';

/** Tells the server what became of a handler, and publishes it if anybody else wants to know. */
export function tellServerCore(
  supervisor: AnyActorRef,
  { serverCore }: Pick<HandlersInput, 'serverCore'>,
  event: HandlersReport,
): void {
  relay(supervisor, serverCore, event);
  if (event.type !== 'handlers.failed' && event.type !== 'handlers.throttled') return;
  const { handlerError, throttled } = channels;
  if (!handlerError.hasSubscribers && !throttled.hasSubscribers) return;
  const { context } = serverCore.getSnapshot() as { readonly context?: ServerCoreContext };
  const of = { address: context?.address, connection: event.connection };
  if (event.type === 'handlers.throttled') throttled.publish({ measurements: {}, metadata: of });
  else handlerError.publish({ measurements: {}, metadata: { ...of, error: event.error } });
}
