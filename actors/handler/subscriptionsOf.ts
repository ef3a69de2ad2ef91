import type { AnyEventObject } from 'xstate';
import type { Backplane } from '../../machines/handler/backplane';
import { resolveServerOptions } from '../../machines/options/resolveOptions';
import { relay } from '../compiled/xstate/relay';
import { type Supervisor, transportFor } from './framesOf';
import { Subscriptions } from './subscriptions';

/** The subscriptions of a supervisor's handlers. */
export function subscriptionsOf(
  supervisor: Supervisor & {
    readonly input: { readonly backplane?: Backplane | undefined };
  },
): Subscriptions {
  const { backplane, options } = supervisor.input;
  const transport = transportFor(supervisor);
  return new Subscriptions({
    backplane,
    limits: resolveServerOptions(options ?? {}),
    tellHandler: (life, event: AnyEventObject) => {
      if (life.phase === 'running') supervisor.tellHandler(life, event);
    },
    failed: (life, error) => supervisor.overthrown(life, error),
    tooSlow: ({ handler, csa }) =>
      relay(handler, csa, { type: 'control.shutdownMicroprocess', howDied: 'outboxOverflow' }),
    lagging: ({ connection, handler }, dropped) =>
      supervisor.report({ type: 'handlers.lagging', connection, handler, dropped }),
    report: (error) => supervisor.report({ type: 'handlers.backplaneFailed', error }),
    afterTurn: (callback) => transport.afterTurn(callback),
  });
}
