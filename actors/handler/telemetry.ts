import type { AnyActorRef } from 'xstate';
import type { HandlersInput, ServerCoreContext } from '../../machines/server/serverCore';
import type { HandlerFailed, HandlerThrottled } from '../../machines/server/serverCoreMessages';
import { relay } from '../compiled/xstate/relay';
import { channels } from '../kit/channels';

/** Tells the server what became of a handler, and publishes it if anybody else wants to know. */
export function tellServerCore(
  supervisor: AnyActorRef,
  { serverCore }: Pick<HandlersInput, 'serverCore'>,
  event: HandlerFailed | HandlerThrottled,
): void {
  relay(supervisor, serverCore, event);
  const { handlerError, throttled } = channels;
  if (!handlerError.hasSubscribers && !throttled.hasSubscribers) return;
  const { context } = serverCore.getSnapshot() as { readonly context?: ServerCoreContext };
  const of = { address: context?.address, connection: event.connection };
  if (event.type === 'handlers.throttled') throttled.publish({ measurements: {}, metadata: of });
  else handlerError.publish({ measurements: {}, metadata: { ...of, error: event.error } });
}
