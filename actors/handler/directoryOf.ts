import type { AnyActorRef, AnyEventObject } from 'xstate';
import { XstateNetError } from '../../machines/kit/errors';
import { relay } from '../compiled/xstate/relay';
import { transportOf } from '../transport/transportOf';
import { Directory } from './directory';
import type { Supervisor } from './framesOf';
import type { HandlerLife } from './handlerLife';

/** The directory of a supervisor's handlers. */
export function directoryOf(
  supervisor: Supervisor & {
    readonly input: { readonly owner?: AnyActorRef | undefined };
    lifeOf(id: number): HandlerLife | undefined;
    running(): HandlerLife[];
  },
): Directory {
  const { owner, transport } = supervisor.input;
  return new Directory({
    lifeOf: (id) => supervisor.lifeOf(id),
    running: () => supervisor.running(),
    tellHandler: (life, event) => {
      if (life.phase === 'running') supervisor.tellHandler(life, event);
    },
    tellOwner: ({ handler, connection }, event: AnyEventObject) => {
      if (owner !== undefined) relay(handler, owner, { ...event, connection, handler });
    },
    replaced: ({ handler, csa }) =>
      relay(handler, csa, { type: 'control.shutdownMicroprocess', howDied: 'replaced' }),
    later: (callback, milliseconds) => {
      const network = transportOf(transport);
      if (network instanceof XstateNetError) throw network;
      const timer = network.clock.setTimeout(callback, milliseconds);
      return () => network.clock.clearTimeout(timer);
    },
  });
}
