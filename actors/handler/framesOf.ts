import type { AnyEventObject } from 'xstate';
import { XstateNetError } from '../../machines/kit/errors';
import type { TransportChoice } from '../../machines/kit/transportChoice';
import type { ServerOptions } from '../../machines/options/serverOptions';
import type { HandlersReport } from '../../machines/server/serverCoreMessages';
import { relay } from '../compiled/xstate/relay';
import type { Transport } from '../transport/transport';
import { transportOf } from '../transport/transportOf';
import { Frames } from './frames';
import type { HandlerLife } from './handlerLife';
import { Rate } from './rate';

/** What the messages of a connection need of the supervisor of its handler. */
export interface Supervisor {
  readonly input: {
    readonly options?: ServerOptions;
    readonly transport?: TransportChoice | undefined;
  };
  tellHandler(life: HandlerLife, event: AnyEventObject): void;
  overthrown(life: HandlerLife, error: unknown): void;
  report(event: HandlersReport): void;
}

/** Whose turns and clock they live by; a server without a transport has no connections. */
export function transportFor({ input }: Supervisor): Transport {
  const transport = transportOf(input.transport);
  if (transport instanceof XstateNetError) throw transport;
  return transport;
}

/** What puts the messages of a connection together, for a handler that has a codec. */
export function framesOf(life: HandlerLife, supervisor: Supervisor): Frames | undefined {
  const { codec, hearsInvalid } = life.prepared;
  if (codec === undefined) return undefined;
  const transport = transportFor(supervisor);
  const { clock } = transport;
  const perSecond = supervisor.input.options?.messagesPerSecond;
  return new Frames(
    codec,
    {
      hearsInvalid,
      tellHandler: (event) => {
        if (life.phase === 'running') supervisor.tellHandler(life, event);
      },
      tellCsa: (event) => relay(life.handler, life.csa, event),
      failed: (error) => supervisor.overthrown(life, error),
      throttled: () => {
        const { connection, handler } = life;
        supervisor.report({ type: 'handlers.throttled', connection, handler });
      },
      afterTurn: (callback) => transport.afterTurn(callback),
      later: (callback, milliseconds) => {
        const timer = clock.setTimeout(callback, milliseconds);
        return () => clock.clearTimeout(timer);
      },
    },
    perSecond === undefined ? undefined : new Rate(clock, perSecond),
  );
}
